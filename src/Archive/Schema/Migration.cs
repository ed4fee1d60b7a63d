using System.Globalization;
using System.Reflection;

namespace ScaleProxy.Archive.Schema;

/// <summary>
/// A numbered step from one schema to the next: the file <c>NNNN-name.sql</c> beside this one. A step that was once
/// released never changes; what comes later is a new step.
/// </summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Name">What it does, in a word or two.</param>
/// <param name="Resource">The text's name in this assembly.</param>
internal sealed record Migration(int Number, string Name, string Resource)
{
    private static readonly Assembly Assembly = typeof(Migration).Assembly;

    /// <summary>Every step that this version knows, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } =
    [
        .. Assembly.GetManifestResourceNames()
            .Where(static name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(static name => new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name[5..^4], name)),
    ];

    /// <summary>Its statements.</summary>
    public string ReadSql()
    {
        using Stream stream = Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
