using ScaleProxy.Archive;
using ScaleProxy.Cli.Learn;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Cli.Journal;

/// <summary>A connection that is read from a journal: its exchanges get the numbers that they had, and those that the archive has are not recorded again.</summary>
/// <param name="connection">Where they go.</param>
/// <param name="journal">The journal's name to the archive.</param>
/// <param name="firstNumber">The first exchange's number.</param>
/// <param name="archivedNumber">The last that the archive has.</param>
/// <param name="isLast">The connection ends with it; else it goes on in another journal.</param>
internal sealed class ReplayedConversation(RecordedConnection connection, string journal, long firstNumber, long archivedNumber, bool isLast) : IRecordedConversation
{
    private long _number = firstNumber;

    /// <summary>Exchanges that the archive did not have.</summary>
    public int Missing { get; private set; }

    /// <inheritdoc/>
    /// <remarks>It is kept where it comes from.</remarks>
    public bool Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest) => false;

    /// <inheritdoc/>
    public int ReadKept(ConversationReader reader) => 0;

    /// <inheritdoc/>
    public bool TryTake(Exchange exchange)
    {
        var position = new JournalPosition(journal, _number++);
        bool isArchived = position.Number <= archivedNumber;
        Missing += isArchived ? 0 : 1;
        return connection.TryTake(exchange, position, isArchived);
    }

    /// <inheritdoc/>
    public void End()
    {
        if (isLast)
        {
            connection.End();
        }
    }
}
