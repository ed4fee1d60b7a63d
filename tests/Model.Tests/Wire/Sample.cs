using System.Runtime.CompilerServices;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Wire;

/// <summary>
/// One direction of a connection in <c>samples/NAME.http</c>, byte by byte as it went over the wire, and what is to be
/// read in it, from the table <c>samples/readings.txt</c>.
/// </summary>
internal sealed record Sample(string Name, IReadOnlyList<string> Strict, IReadOnlyList<string> Tolerant)
{
    /// <summary>Every sample of the table, in its order.</summary>
    public static IReadOnlyList<Sample> All { get; } = [.. ReadTable()];

    public byte[] Bytes { get; } = File.ReadAllBytes(Path.Combine(Folder(), Name + ".http"));

    public MessageKind Kind => Name.StartsWith("reply-", StringComparison.Ordinal) ? MessageKind.Response : MessageKind.Request;

    /// <summary>The first reply answers a HEAD request.</summary>
    public bool ToHead => string.Equals(Name, "reply-to-head", StringComparison.Ordinal);

    public static Sample Named(string name) => All.Single(sample => string.Equals(sample.Name, name, StringComparison.Ordinal));

    public static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "samples");

    public Reading Read(Strictness strictness, params IEnumerable<int> cuts) => Reading.Of(Kind, strictness, ToHead, Bytes, cuts);

    public override string ToString() => Name;

    // A name in the first column begins a sample; "strict", "tolerant" or "both" and a line of transcript follow it.
    private static IEnumerable<Sample> ReadTable()
    {
        Sample? sample = null;
        foreach (string line in File.ReadLines(Path.Combine(Folder(), "readings.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] != ' ')
            {
                if (sample is not null)
                {
                    yield return sample;
                }

                sample = new Sample(line, new List<string>(), new List<string>());
                continue;
            }

            string reading = line.TrimStart();
            string expected = reading[reading.IndexOf(' ', StringComparison.Ordinal)..].TrimStart();
            if (!reading.StartsWith("tolerant ", StringComparison.Ordinal))
            {
                ((List<string>)sample!.Strict).Add(expected);
            }

            if (!reading.StartsWith("strict ", StringComparison.Ordinal))
            {
                ((List<string>)sample!.Tolerant).Add(expected);
            }
        }

        yield return sample!;
    }
}
