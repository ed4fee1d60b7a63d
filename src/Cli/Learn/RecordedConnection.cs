using ScaleProxy.Archive;
using ScaleProxy.Cli.Journal;
using ScaleProxy.Cli.Recording;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Cli.Learn;

/// <summary>
/// One connection through <c>learn</c>. What passes has come before its recording: where something cannot be recorded,
/// that is said once, and the rest of the connection passes unrecorded.
/// </summary>
/// <param name="queue">Where exchanges go.</param>
/// <param name="unrecorded">Is told, once, why the rest is not recorded.</param>
/// <param name="journal">Where what passes is kept until it is archived; null where it is there already.</param>
/// <param name="client">The scale's address and port.</param>
/// <param name="server">The vendor's address and port.</param>
internal sealed class RecordedConnection(RecorderQueue queue, Action<string> unrecorded, JournaledConversation? journal, string client, string server) : IRecordedConversation
{
    /// <summary>What the archive knows such recordings by.</summary>
    public const string Source = "learn";

    private int _refuses;
    private bool _endMatters;

    /// <summary>The scale's address and port.</summary>
    public string Client => client;

    /// <summary>What the connection becomes in the archive. The recorder's alone.</summary>
    public ConnectionRecordings Recordings { get; } = new(client, server, Source) { MarkedWhileOpen = true };

    /// <summary>
    /// The archive did not take something of it, and what waits behind that is not offered to it: one locked archive would
    /// be waited for again with each exchange. The recorder's alone.
    /// </summary>
    public bool HasFailed { get; private set; }

    /// <summary>Goes on with a recording that is open; to be called before anything else.</summary>
    public void Continue(RecordingHandle recording)
    {
        Recordings.Continue(recording);
        _endMatters = true;
    }

    /// <inheritdoc/>
    public bool Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest) => journal?.Keep(kind, bytes, at, atRest) == true;

    /// <inheritdoc/>
    public int ReadKept(ConversationReader reader) => journal?.ReadKept(reader) ?? 0;

    /// <inheritdoc/>
    public bool TryTake(Exchange exchange) => TryTake(exchange, journal?.Next());

    /// <summary>As for an exchange that passes, with a given place in a journal.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="position">Its place; null for none.</param>
    /// <param name="isArchived">See <see cref="RecorderStep.IsArchived"/>.</param>
    public bool TryTake(Exchange exchange, JournalPosition? position, bool isArchived = false)
    {
        if (Volatile.Read(ref _refuses) != 0)
        {
            return false;
        }

        if (queue.TryAdd(this, exchange, position, isArchived) is { } reason)
        {
            Refuse(reason);
            return false;
        }

        _endMatters |= !isArchived;
        return true;
    }

    /// <inheritdoc/>
    public void End()
    {
        if (_endMatters)
        {
            _endMatters = false;
            queue.AddEnd(this);
        }
        else
        {
            Release();
        }
    }

    /// <summary>An exchange is on the disk. The recorder's alone.</summary>
    /// <param name="position">Its place in the journal.</param>
    public void Archived(JournalPosition position) => journal?.Archived(position);

    /// <summary>Nothing of it is on its way any more.</summary>
    public void Release() => journal?.Release();

    /// <summary>Nothing more of the connection is recorded, as the archive fails.</summary>
    /// <param name="reason">Why, and what to do.</param>
    public void Fail(string reason)
    {
        HasFailed = true;
        Refuse(reason);
    }

    private void Refuse(string reason)
    {
        if (Interlocked.Exchange(ref _refuses, 1) == 0)
        {
            unrecorded(reason);
        }
    }
}
