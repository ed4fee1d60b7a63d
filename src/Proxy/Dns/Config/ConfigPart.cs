namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>Lines that belong in one place.</summary>
/// <param name="Where">Where to put them, and what to do then; for a person to read.</param>
/// <param name="CommentMark">What a remark begins with there.</param>
/// <param name="Lines">The lines, remarks included. By themselves they are valid there.</param>
public sealed record ConfigPart(string Where, string CommentMark, IReadOnlyList<string> Lines)
{
    /// <summary>A remark that says where the lines go, as that place has remarks.</summary>
    public string Heading => $"{CommentMark} ==== {Where}";

    /// <summary>Makes a part; a line that begins with <c>//</c> and a space becomes a remark as that place has them.</summary>
    internal static ConfigPart Of(string where, string commentMark, params IEnumerable<string> lines) =>
        new(where, commentMark, [.. lines.Select(line => line.StartsWith("// ", StringComparison.Ordinal) ? commentMark + line[2..] : line)]);
}
