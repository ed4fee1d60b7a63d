using Microsoft.Extensions.Logging;
using ScaleProxy.Archive;
using ScaleProxy.Cli.Journal;
using ScaleProxy.Cli.Learn;
using ScaleProxy.EndToEnd.Learning;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.Replay.Tests;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Journal;

/// <summary>An archive and the folder of its journal, which go when the test ends.</summary>
internal sealed class JournalPlace : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scaleproxy-journal-");

    public JournalPlace()
    {
        Archive = ScaleArchive.Open(new ArchiveOptions { Path = ArchivePath, PostDelay = TimeSpan.FromMilliseconds(1), BusyTimeout = TimeSpan.FromMilliseconds(50) }, Clock);
        LearnLog = new LearnLog(Log);
    }

    public HandTimer Clock { get; } = new();

    public LogLines Log { get; } = new();

    public LearnLog LearnLog { get; }

    public ScaleArchive Archive { get; }

    public string Folder => ArchivePath + ".learn";

    private string ArchivePath => Path.Combine(_folder.FullName, "scaleproxy.db");

    /// <summary>The files in the folder.</summary>
    public string[] Files => Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [];

    public LearnJournal Begin(JournalLimits? limits = null) => new(new JournalFolder(Folder, LearnLog), Archive, LearnLog, limits);

    public LearnRecorder Record(LearnJournal journal) => new(Archive, LearnLog, Report(), Clock, journal: journal);

    /// <summary>As at the start of <c>learn</c>.</summary>
    public Task TakeInAsync() => new LeftJournals(new JournalFolder(Folder, LearnLog), Archive, LearnLog, Report(), Clock, Log).TakeInAsync();

    /// <summary>The lines that tell of trouble.</summary>
    public IReadOnlyList<string> Trouble => Log.AtLeast(LogLevel.Warning);

    /// <summary>All exchanges of all recordings, in order.</summary>
    public IReadOnlyList<RecordedExchange> Exchanges() => [.. Archive.Recordings().OrderBy(recording => recording.Id).SelectMany(recording => Archive.FindRecording(recording.Id)!.Exchanges)];

    /// <summary>Has the sample conversation pass, or its first turns, as a relay does: kept, then read.</summary>
    public void Pass(IRecordedConversation conversation, ConversationReader reader, int from = 0, int to = int.MaxValue)
    {
        foreach (Turn turn in WeighIn.Turns.Take(to).Skip(from))
        {
            MessageKind kind = turn.FromClient ? MessageKind.Request : MessageKind.Response;
            if (conversation.Keep(kind, turn.Bytes, Clock.GetUtcNow(), reader.IsAtRest == true))
            {
                conversation.ReadKept(reader).Should().Be(turn.Bytes.Length);
            }
            else
            {
                reader.Feed(kind, turn.Bytes, Clock.GetUtcNow());
            }
        }
    }

    public ConversationReader Reader(IRecordedConversation conversation) => new(conversation, Passing.Client, WireLimits.Default, new RecordingRoom(long.MaxValue), Log);

    /// <summary>Has all read that is kept of a conversation, and makes nothing of it.</summary>
    public void Read(JournaledConversation conversation)
    {
        ConversationReader reader = Reader(new TakingConversation(_ => { }));
        while (conversation.ReadKept(reader) > 0)
        {
        }
    }

    /// <summary>The file that is there after something, and was not before.</summary>
    public string FileMadeBy(Action keep)
    {
        string[] before = Files;
        keep();
        return Files.Except(before).Single();
    }

    /// <summary>Keeps the archive locked as another program might, until it is disposed.</summary>
    public IDisposable Lock() => RecordingPlace.Lock(ArchivePath);

    public async ValueTask DisposeAsync()
    {
        await Archive.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private LiveReport Report() => new(LearnLog, RecordingPlace.ServeCommand);
}
