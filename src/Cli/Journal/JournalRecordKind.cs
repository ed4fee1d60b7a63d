namespace ScaleProxy.Cli.Journal;

/// <summary>What a <see cref="JournalRecord"/> says; the numbers are those in the file.</summary>
internal enum JournalRecordKind : byte
{
    /// <summary>A connection, and the number of the exchange that comes first: see <see cref="JournalBegin"/>. The first record of a file.</summary>
    Begin = 1,

    /// <summary>Bytes of the scale's.</summary>
    Requests = 2,

    /// <summary>Bytes of the vendor's, as they were before the firmware guard.</summary>
    Replies = 3,

    /// <summary>What passed from here on is not in the journal.</summary>
    Gap = 4,
}
