namespace ScaleProxy.Feeds.Configuration;

/// <summary>Which known name somebody may have meant who mistyped one.</summary>
internal static class LikelyName
{
    // Two slips in a short word make it another one.
    private const int MaxSlips = 2;

    // What is longer is no slip of any name here, and the time that it takes grows with it.
    private const int MaxLength = 40;

    /// <summary>The nearest name, where it is near enough; else null.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="known">The names there are.</param>
    public static string? Of(string written, IEnumerable<string> known)
    {
        if (written.Length > MaxLength)
        {
            return null;
        }

        return known
            .Select(name => (Name: name, Slips: Slips(written.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(static candidate => candidate.Slips <= MaxSlips && candidate.Slips < candidate.Name.Length)
            .OrderBy(static candidate => candidate.Slips)
            .FirstOrDefault().Name;
    }

    // Levenshtein's distance: letters left out, added or exchanged. A row of the table for each letter of the first.
    private static int Slips(string first, string second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 0; i < first.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < second.Length; j++)
            {
                int exchanged = diagonal + (first[i] == second[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(exchanged, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }
}
