using ScaleProxy.Archive;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Journal;

/// <summary>
/// What the journal keeps of one connection, from its first byte until the archive has all of its exchanges:
/// <code>
///   Keep ──► Keep ──► Next ──► Keep ...                      the relay, one call after the other
///                      └──► Archived ── ... ──► Release      the recorder
/// </code>
/// </summary>
/// <param name="journal">Where files come from.</param>
/// <param name="client">The scale's address and port.</param>
/// <param name="server">The vendor's address and port.</param>
internal sealed class JournaledConversation(LearnJournal journal, string client, string server)
{
    private JournalFile? _file;
    private DateTimeOffset? _begunAt;
    private bool _isInterrupted;

    /// <summary>As <see cref="Proxy.Recording.IRecordedConversation.Keep"/>: one write, and no more, to a file that is there.</summary>
    public void Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest)
    {
        if (_begunAt is null)
        {
            _begunAt = at;
            _file = journal.Take();
        }

        if (_file is not { } file)
        {
            return;
        }

        try
        {
            bool isKept = atRest && MayBegin(file) ? file.TryBegin(_begunAt.Value, client, server) : !_isInterrupted;
            if (isKept && !file.TryAppend(kind == MessageKind.Request ? JournalRecordKind.Requests : JournalRecordKind.Replies, at, bytes))
            {
                isKept = false;
                file.Interrupt(at);
            }

            if (!isKept && !_isInterrupted)
            {
                journal.Full();
            }

            _isInterrupted = !isKept;
        }
        catch (IOException e)
        {
            _isInterrupted = true;
            journal.Failed(e.Message);
        }
    }

    /// <summary>Numbers an exchange that is taken; null where the journal has nothing to do with it.</summary>
    public JournalPosition? Next() => _file?.Next();

    /// <summary>The archive has an exchange, and all before it.</summary>
    public void Archived(JournalPosition position) => _file?.Archived(position.Number);

    /// <summary>Nothing more comes, and the archive has all of it, or never will.</summary>
    public void Release()
    {
        if (_file is { } file)
        {
            _file = null;
            journal.Return(file);
        }
    }

    // What was interrupted goes on where nothing of before is needed any more.
    private bool MayBegin(JournalFile file) =>
        file.Length == 0 || (file.IsArchived && (_isInterrupted || file.Length > journal.Limits.RestartBytes));
}
