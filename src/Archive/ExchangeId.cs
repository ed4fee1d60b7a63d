namespace ScaleProxy.Archive;

/// <summary>The row of an exchange: its recording, and its place in that. So an exchange needs no index of its own.</summary>
internal static class ExchangeId
{
    /// <summary>Exchanges that one recording holds at most; the schema has the number too.</summary>
    public const int PerRecording = 1 << 24;

    /// <summary>SQL for how many exchanges the recording <c>r</c> has.</summary>
    public const string CountSql = "(SELECT COUNT(*) FROM exchange e WHERE e.id >= r.id * 16777216 AND e.id < (r.id + 1) * 16777216)";

    /// <summary>The id of the exchange at a place, counted from 0.</summary>
    public static long Of(long recording, int position) => (recording * PerRecording) + position;
}
