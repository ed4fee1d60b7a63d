using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Recording;

/// <summary>
/// Takes the copy of one connection aside. What comes is kept before it goes on, and that is all the relay waits for; it is
/// read, and exchanges are made of it, when nothing passes (<see cref="TapReader"/>). Whatever cannot be made out ends the
/// recording of that connection, and nothing else.
/// <code>
///   both sides ──► Take(bytes) ──┬──► kept by the recorder ──┐
///                                └──► held in memory ────────┴──► in the order they came ──► ConversationReader
///   relay                                                         TapReader's thread
/// </code>
/// Memory is for what the recorder cannot keep, as on a full disk.
/// </summary>
/// <param name="conversation">Where bytes are kept, and exchanges go.</param>
/// <param name="client">Whose connection it is, for the log.</param>
/// <param name="limits">What a message may hold to be recorded.</param>
/// <param name="room">What all connections may hold in memory.</param>
/// <param name="reader">Reads what was taken.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where to say that a connection is no longer recorded, and why.</param>
internal sealed class ConversationTap(IRecordedConversation conversation, string client, WireLimits limits, RecordingRoom room, ITapReader reader, TimeProvider clock, RelayLog log)
{
    private readonly Lock _lock = new();
    private readonly ConversationReader _exchanges = new(conversation, client, limits, room, log);

    // What happened beside what was kept, and before which of it.
    private readonly Queue<Mark> _marks = new();
    private long _kept;
    private long _keptRead;
    private long _unread;
    private bool _isWaiting;
    private bool _isOver;

    private readonly record struct Slice(MessageKind Kind, byte[] Bytes, DateTimeOffset At);

    private readonly record struct Mark(long Before, What What, Slice Slice = default, Exception? Fault = null);

    private enum What
    {
        Held,
        ClientEnds,
        ServerEnds,
        Ends,
        NoRoom,
        Fails,
    }

    /// <summary>Whose connection it is.</summary>
    public string Client => client;

    /// <summary>Bytes of it that are not read yet.</summary>
    public long Unread => Interlocked.Read(ref _unread);

    /// <summary>Since when something of it is unread, as the clock's time stamp. The reader's alone.</summary>
    public long WaitsSince { get; set; }

    /// <summary>Takes what is about to go on.</summary>
    /// <param name="kind">Requests, or replies.</param>
    /// <param name="bytes">They are copied.</param>
    /// <param name="atRest">No exchange is under way.</param>
    public void Take(MessageKind kind, ReadOnlySpan<byte> bytes, bool atRest)
    {
        DateTimeOffset at = clock.GetUtcNow();
        bool isFirst;
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            try
            {
                if (conversation.Keep(kind, bytes, at, atRest))
                {
                    _kept++;
                }
                else
                {
                    Hold(new Slice(kind, bytes.ToArray(), at));
                }
            }
#pragma warning disable CA1031 // Recording must not break what passes, whatever goes wrong in it; the fault is logged whole.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Add(What.Fails, fault: e);
            }

            Interlocked.Add(ref _unread, bytes.Length);
            isFirst = IsFirst();
        }

        reader.Passed(bytes.Length);
        if (isFirst)
        {
            reader.Add(this);
        }
    }

    /// <summary>Says that one side sends no more.</summary>
    /// <param name="kind">The side that sends requests, or the one that sends replies.</param>
    public void End(MessageKind kind) => AddAlone(kind == MessageKind.Request ? What.ClientEnds : What.ServerEnds);

    /// <summary>Says that the connection is over: requests that are open are given out without a reply.</summary>
    public void End() => AddAlone(What.Ends);

    /// <summary>Reads what was taken. Called by one thread alone.</summary>
    /// <param name="most">Stop after so many bytes.</param>
    /// <returns>Whether there is more to read; else the reader is told when there is.</returns>
    public bool Read(int most)
    {
        int read = 0;
        while (read < most && TryNext(out Mark? mark))
        {
            read += mark is { } next ? Apply(next) : ReadKept();
            if (_exchanges.IsAtRest is null)
            {
                Stop();
                return false;
            }
        }

        return read >= most;
    }

    // What comes next, where it is not what was kept; false where nothing does.
    private bool TryNext(out Mark? mark)
    {
        lock (_lock)
        {
            mark = _marks.TryPeek(out Mark next) && next.Before == _keptRead ? _marks.Dequeue() : null;
            return _isWaiting = mark is not null || _keptRead < _kept;
        }
    }

    private int Apply(Mark mark)
    {
        switch (mark.What)
        {
            case What.Held:
                room.Give(mark.Slice.Bytes.Length);
                reader.HeldRead();
                return Feed(mark.Slice);
            case What.ClientEnds:
                _exchanges.End(MessageKind.Request);
                break;
            case What.ServerEnds:
                _exchanges.End(MessageKind.Response);
                break;
            case What.Ends:
                _exchanges.End();
                break;
            case What.NoRoom:
                _exchanges.GiveUpForRoom();
                break;
            default:
                _exchanges.Fail(mark.Fault!);
                break;
        }

        return 0;
    }

    private int ReadKept()
    {
        _keptRead++;
        try
        {
            int length = conversation.ReadKept(_exchanges);
            Account(length);
            return length > 0 ? length : throw new IOException("what was kept of it is gone");
        }
        catch (IOException e)
        {
            _exchanges.GiveUp(e.Message);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _exchanges.Fail(e);
        }

        return 0;
    }

    private int Feed(Slice slice)
    {
        _exchanges.Feed(slice.Kind, slice.Bytes, slice.At);
        Account(slice.Bytes.Length);
        return slice.Bytes.Length;
    }

    private void Account(int length)
    {
        Interlocked.Add(ref _unread, -length);
        reader.Read(length);
    }

    // Nothing of it is recorded any more.
    private void Stop()
    {
        lock (_lock)
        {
            _isOver = true;
            while (_marks.TryDequeue(out Mark mark))
            {
                if (mark.What == What.Held)
                {
                    room.Give(mark.Slice.Bytes.Length);
                    reader.HeldRead();
                }
            }

            reader.Read(Interlocked.Exchange(ref _unread, 0));
        }
    }

    private void Hold(Slice slice)
    {
        if (room.TryTake(slice.Bytes.Length))
        {
            reader.Held();
            Add(What.Held, slice);
        }
        else
        {
            Add(What.NoRoom);
        }
    }

    private void AddAlone(What what)
    {
        bool isFirst;
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            Add(what);
            isFirst = IsFirst();
        }

        if (isFirst)
        {
            reader.Add(this);
        }
    }

    private void Add(What what, Slice slice = default, Exception? fault = null)
    {
        _marks.Enqueue(new Mark(_kept, what, slice, fault));
        _isOver = what is What.Ends or What.NoRoom or What.Fails;
    }

    private bool IsFirst()
    {
        bool isFirst = !_isWaiting;
        _isWaiting = true;
        return isFirst;
    }
}
