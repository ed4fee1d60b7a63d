using System.Globalization;
using System.Security.Cryptography;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Learn;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Cli.Journal;

/// <summary>
/// Keeps what <c>learn</c> passes on until the archive has it, so that a process that is killed loses no exchange that a
/// scale has heard the end of: a folder with one file for each connection that is open.
/// <code>
///   from the scale, from the vendor ──► JournaledConversation ──► JournalFile ─ ─ killed ─ ─► LeftJournals ──► archive
///        before it goes on                                            │ archived
///                                                                     ▼
///                                                          the next connection's
/// </code>
/// Files are used again, for it takes longer to make one than to write to it. A clean end leaves none.
/// </summary>
internal sealed class LearnJournal : IAsyncDisposable
{
    private readonly JournalFolder _folder;
    private readonly ScaleArchive _archive;
    private readonly LearnLog _log;
    private readonly RecordingRoom _room;

    // No two processes have the same.
    private readonly string _name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly Lock _lock = new();
    private readonly Stack<JournalFile> _free = new();
    private readonly HashSet<JournalFile> _inUse = [];
    private int _made;
    private int _fullSaid;
    private int _failureSaid;

    /// <summary>Begins a journal; nothing is made on the disk before it is needed.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="archive">The archive that takes the exchanges.</param>
    /// <param name="log">Who is told of trouble.</param>
    /// <param name="limits">What it may hold; null for the usual.</param>
    public LearnJournal(JournalFolder folder, ScaleArchive archive, LearnLog log, JournalLimits? limits = null)
    {
        _folder = folder;
        _archive = archive;
        _log = log;
        Limits = limits ?? new JournalLimits();
        _room = new RecordingRoom(Limits.MaxBytes);
    }

    /// <summary>What it may hold.</summary>
    public JournalLimits Limits { get; }

    /// <summary>A connection begins.</summary>
    /// <param name="client">The scale's address and port.</param>
    /// <param name="server">The vendor's address and port.</param>
    public JournaledConversation Begin(string client, string server) => new(this, client, server);

    /// <summary>A file for a connection; null where none can be made.</summary>
    public JournalFile? Take()
    {
        lock (_lock)
        {
            if (!_free.TryPop(out JournalFile? file))
            {
                file = TryMake();
            }

            if (file is not null)
            {
                _inUse.Add(file);
            }

            return file;
        }
    }

    /// <summary>A connection has no more need of its file.</summary>
    public void Return(JournalFile file)
    {
        try
        {
            file.Clear();
        }
        catch (IOException e)
        {
            // It keeps what is in it, which the archive has.
            Failed(e.Message);
            return;
        }

        lock (_lock)
        {
            _inUse.Remove(file);
            _free.Push(file);
        }
    }

    /// <summary>There is no room.</summary>
    public void Full()
    {
        if (Interlocked.Exchange(ref _fullSaid, 1) == 0)
        {
            _log.JournalFull(ByteText.Of(Limits.MaxBytes));
        }
    }

    /// <summary>The disk takes nothing.</summary>
    public void Failed(string reason)
    {
        if (Interlocked.Exchange(ref _failureSaid, 1) == 0)
        {
            _log.JournalFailed(reason);
        }
    }

    /// <summary>The recorder has ended: what it is done with goes, and what it is not done with stays for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (JournalFile file in _inUse)
        {
            Leave(file);
        }

        foreach (JournalFile file in _free)
        {
            file.Dispose();
        }

        await _folder.RemoveAsync(_free.Select(file => file.Path), _archive);
    }

    private void Leave(JournalFile file)
    {
        try
        {
            file.Write();
        }
        catch (IOException e)
        {
            Failed(e.Message);
        }

        file.Dispose();
    }

    private JournalFile? TryMake()
    {
        try
        {
            return _folder.Make(string.Create(CultureInfo.InvariantCulture, $"{_name}-{++_made}"), _room);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failed(e.Message);
            return null;
        }
    }
}
