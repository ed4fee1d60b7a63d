using ScaleProxy.Archive;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Cli.Journal;

/// <summary>
/// What the journal keeps of one connection, from its first byte until the archive has all of its exchanges:
/// <code>
///   relay:     Keep ──► Keep ──► ...
///   reading:      ReadKept ──► Next ──► ReadKept ...
///   recorder:                     Archived ── ... ──► Release
/// </code>
/// It goes on in another file where no exchange is under way, so that each of them can be read by itself; a file that is
/// read, and whose exchanges are archived, is the journal's again.
/// </summary>
/// <param name="journal">Where files come from.</param>
/// <param name="client">The scale's address and port.</param>
/// <param name="server">The vendor's address and port.</param>
internal sealed class JournaledConversation(LearnJournal journal, string client, string server)
{
    private readonly Lock _lock = new();

    // The last is written to; none where none could be made.
    private readonly List<JournalPart> _parts = [];
    private JournalPart? _reading;
    private DateTimeOffset? _begunAt;
    private int _partNumber;
    private bool _isInterrupted;
    private bool _isReleased;

    /// <summary>As <see cref="IRecordedConversation.Keep"/>: one write at most to a file that is there. Requests wait for what answers them.</summary>
    public bool Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest)
    {
        lock (_lock)
        {
            if (_isReleased || !HasFile(at))
            {
                return false;
            }

            try
            {
                bool isKept = TryKeep(kind, bytes, at, atRest);
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

            return !_isInterrupted;
        }
    }

    /// <summary>As <see cref="IRecordedConversation.ReadKept"/>.</summary>
    public int ReadKept(ConversationReader reader)
    {
        JournalRecord record;
        lock (_lock)
        {
            if (!TryRead(out record))
            {
                return 0;
            }
        }

        reader.Feed(record.Kind == JournalRecordKind.Requests ? MessageKind.Request : MessageKind.Response, record.Payload.Span, record.At);
        lock (_lock)
        {
            // Not before: what comes of it is numbered now. Where it has ended the recording, the files may be others' already.
            _reading?.Pass(record);
        }

        ReturnDone();
        return record.Payload.Length;
    }

    /// <summary>Numbers an exchange that is taken; null where the journal has nothing to do with it.</summary>
    public JournalPosition? Next()
    {
        lock (_lock)
        {
            return _reading?.File.Next();
        }
    }

    /// <summary>The archive has an exchange, and all before it.</summary>
    public void Archived(JournalPosition position)
    {
        lock (_lock)
        {
            _parts.Find(part => part.File.Name == position.Journal)?.File.Archived(position.Number);
        }

        ReturnDone();
    }

    /// <summary>Nothing more comes, and the archive has all of it, or never will.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _isReleased = true;
            _reading = null;
            foreach (JournalPart part in _parts)
            {
                part.Return(journal);
            }

            _parts.Clear();
        }
    }

    private bool HasFile(DateTimeOffset at)
    {
        if (_begunAt is null)
        {
            _begunAt = at;
            TryAddPart();
        }

        return _parts.Count > 0;
    }

    private bool TryAddPart()
    {
        if (journal.Take() is not { } file)
        {
            return false;
        }

        _parts.Add(new JournalPart(file));
        return true;
    }

    private bool TryKeep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest)
    {
        bool begins = BeginsAnew(atRest) || GoesOnElsewhere(atRest);
        JournalFile file = _parts[^1].File;
        // A file that began in the middle of an exchange would number others than were numbered here.
        if (begins ? !_parts[^1].TryBegin(_begunAt!.Value, client, server, _partNumber) : _isInterrupted || file.Length == 0)
        {
            return false;
        }

        // The first is written at once, so that the next start knows of the connection, whatever becomes of this one.
        JournalRecordKind record = kind == MessageKind.Request ? JournalRecordKind.Requests : JournalRecordKind.Replies;
        bool waits = !begins && kind == MessageKind.Request && file.Waiting + bytes.Length <= journal.Limits.MaxWaitingBytes;
        if (waits ? file.TryAppendSoon(record, at, bytes) : file.TryAppend(record, at, bytes))
        {
            return true;
        }

        file.Interrupt(at);
        return false;
    }

    // What was interrupted goes on where nothing of before is needed any more.
    private bool BeginsAnew(bool atRest)
    {
        JournalPart last = _parts[^1];
        return atRest && (last.File.Length == 0 || (last.IsDone && (_isInterrupted || last.File.Length > journal.Limits.RestartBytes)));
    }

    private bool GoesOnElsewhere(bool atRest)
    {
        bool goesOn = atRest && !_isInterrupted && _parts[^1].File.Length > journal.Limits.PartBytes && TryAddPart();
        _partNumber += goesOn ? 1 : 0;
        return goesOn;
    }

    private bool TryRead(out JournalRecord record)
    {
        foreach (JournalPart part in _parts)
        {
            WriteWhatWaits(part);
            if (part.TryRead(out record))
            {
                _reading = part;
                return true;
            }
        }

        record = default;
        return false;
    }

    // A request that is not answered until it is read may not be for long: it is not to be lost with the process.
    private void WriteWhatWaits(JournalPart part)
    {
        try
        {
            part.WriteWhatWaits();
        }
        catch (IOException e)
        {
            // It is read from memory, and nothing follows it.
            _isInterrupted = true;
            journal.Failed(e.Message);
        }
    }

    private void ReturnDone()
    {
        while (true)
        {
            JournalPart done;
            lock (_lock)
            {
                if (_parts.Count < 2 || !_parts[0].IsDone)
                {
                    return;
                }

                done = _parts[0];
                _parts.RemoveAt(0);
                _reading = _reading == done ? _parts[0] : _reading;
            }

            done.Return(journal);
        }
    }
}
