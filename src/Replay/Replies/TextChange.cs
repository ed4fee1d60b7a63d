using System.Text;

namespace ScaleProxy.Replay.Replies;

/// <summary>Stretches of a text that others are put in the place of; everything between them stays to the byte.</summary>
/// <param name="text">The text.</param>
internal sealed class TextChange(ReadOnlyMemory<byte> text)
{
    private readonly List<(int Start, int End, byte[] With)> _changes = [];

    /// <summary>Notes a change. Stretches do not overlap; at the same place, what was noted first comes first.</summary>
    /// <param name="start">Where it begins, in the text as it was given.</param>
    /// <param name="end">Behind its last byte; where it begins, to put something in.</param>
    /// <param name="with">What to put there.</param>
    public void Replace(int start, int end, string with) => _changes.Add((start, end, Encoding.UTF8.GetBytes(with)));

    /// <summary>The text with all changes made.</summary>
    public ReadOnlyMemory<byte> Result()
    {
        if (_changes.Count == 0)
        {
            return text;
        }

        var result = new List<byte>(text.Length);
        int at = 0;
        foreach ((int start, int end, byte[] with) in _changes.OrderBy(change => change.Start))
        {
            result.AddRange(text.Span[at..start]);
            result.AddRange(with);
            at = end;
        }

        result.AddRange(text.Span[at..]);
        return result.ToArray();
    }
}
