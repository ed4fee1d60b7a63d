using ScaleProxy.Archive;
using ScaleProxy.Cli.Journal;
using ScaleProxy.Cli.Learn;
using ScaleProxy.EndToEnd.Learning;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Journal;

/// <summary>What the journal keeps while exchanges pass, and when it lets go of it.</summary>
public sealed class LearnJournalTests
{
    private const int TurnsOfTwoExchanges = 4;

    [Fact]
    public async Task WhatPasses_IsInAFileOfTheOwners_BeforeItIsArchived()
    {
        await using var place = new JournalPlace();
        await using LearnJournal journal = place.Begin();
        JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);

        conversation.Keep(MessageKind.Request, "GET / HTTP/1.1\r\n"u8, Passing.Now, atRest: true);

        string file = place.Files.Should().ContainSingle().Subject;
        new FileInfo(file).Length.Should().Be(JournalRecord.Magic.Length + (2 * JournalRecord.HeadSize) + new JournalBegin(1, Passing.Client, Passing.Server).ToPayload().Length + 16);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(place.Folder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task CleanEnd_NothingLeft_OnTheDiskOrInTheArchive()
    {
        await using var place = new JournalPlace();
        string name;
        await using (LearnJournal journal = place.Begin())
        {
            await using LearnRecorder recorder = place.Record(journal);
            IRecordedConversation connection = recorder.Begin(Passing.Client, Passing.Server);
            ConversationReader reader = place.Reader(connection);
            place.Pass(connection, reader, to: TurnsOfTwoExchanges);
            name = Path.GetFileNameWithoutExtension(place.Files.Single());
            await Eventually.HoldsAsync(() => place.Archive.JournalPositionOf(name) == 2);
            reader.End();
        }

        place.Archive.JournalPositionOf(name).Should().Be(0);
        Directory.Exists(place.Folder).Should().BeFalse();
        place.Exchanges().Should().HaveCount(2);
    }

    [Fact]
    public async Task ConnectionsOneAfterTheOther_ShareAFile_AndItIsEmptyBetweenThem()
    {
        await using var place = new JournalPlace();
        await using LearnJournal journal = place.Begin();
        await using LearnRecorder recorder = place.Record(journal);
        for (int i = 0; i < 3; i++)
        {
            IRecordedConversation connection = recorder.Begin(Passing.Client, Passing.Server);
            ConversationReader reader = place.Reader(connection);
            place.Pass(connection, reader);
            reader.End();
            await Eventually.HoldsAsync(() => new FileInfo(place.Files.Single()).Length == 0);
        }

        place.Archive.JournalPositionOf(Path.GetFileNameWithoutExtension(place.Files.Single())).Should().Be(18);
    }

    [Fact]
    public async Task ConnectionThatCompletesNothing_LetsGoOfItsFile()
    {
        await using var place = new JournalPlace();
        await using LearnJournal journal = place.Begin();
        await using LearnRecorder recorder = place.Record(journal);
        IRecordedConversation connection = recorder.Begin(Passing.Client, Passing.Server);
        ConversationReader reader = place.Reader(connection);
        connection.Keep(MessageKind.Request, "no HTTP\n\n"u8, Passing.Now, atRest: true);

        reader.Feed(MessageKind.Request, "no HTTP\n\n"u8, Passing.Now);

        new FileInfo(place.Files.Single()).Length.Should().Be(0);
    }

    [Fact]
    public async Task LongConnection_BeginsAnewWhereAllIsArchived_AndIsTakenInFromThere()
    {
        await using var place = new JournalPlace();
        await using (LearnJournal journal = place.Begin(new JournalLimits { RestartBytes = 1 }))
        {
            JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
            conversation.Keep(MessageKind.Request, new byte[5000], Passing.Now, atRest: true);
            place.Read(conversation);
            JournalPosition first = conversation.Next()!;
            conversation.Keep(MessageKind.Request, "a"u8, Passing.Now, atRest: true);
            new FileInfo(place.Files.Single()).Length.Should().BeGreaterThan(5000, "the archive has not got the first yet");
            conversation.Archived(first);
            conversation.Keep(MessageKind.Response, "a"u8, Passing.Now, atRest: false);
            new FileInfo(place.Files.Single()).Length.Should().BeGreaterThan(5000, "an exchange is under way");
            place.Read(conversation);

            conversation.Keep(MessageKind.Request, "GET / HTTP/1.1\r\n\r\n"u8, Passing.Now, atRest: true);

            new FileInfo(place.Files.Single()).Length.Should().BeLessThan(200);
            first.Number.Should().Be(1);
        }

        await place.TakeInAsync();
        place.Exchanges().Should().ContainSingle();
    }

    [Fact]
    public async Task Full_SaidOnce_RecordedAsBefore_AndKeptAgainOnceThereIsRoom()
    {
        await using var place = new JournalPlace();
        await using LearnJournal journal = place.Begin(new JournalLimits { MaxBytes = 3000 });
        JournaledConversation other = journal.Begin("192.0.2.8:1", Passing.Server);
        other.Keep(MessageKind.Request, new byte[2500], Passing.Now, atRest: true);
        JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
        string file = place.FileMadeBy(() => conversation.Keep(MessageKind.Request, "a"u8, Passing.Now, atRest: true));

        conversation.Keep(MessageKind.Request, new byte[1000], Passing.Now, atRest: false);
        long length = new FileInfo(file).Length;
        conversation.Keep(MessageKind.Request, "b"u8, Passing.Now, atRest: false);
        new FileInfo(file).Length.Should().Be(length, "behind a hole nothing is of use");
        other.Keep(MessageKind.Request, new byte[1000], Passing.Now, atRest: false);
        place.Trouble.Should().ContainSingle().Which.Should().Contain("holds 3.0 KB which the archive has not taken yet");
        place.Read(conversation);
        conversation.Archived(conversation.Next()!);
        conversation.Keep(MessageKind.Request, "c"u8, Passing.Now, atRest: true);

        new FileInfo(file).Length.Should().BeInRange(1, length - 1);
        conversation.Release();
        other.Release();
        place.Files.Should().HaveCount(2).And.OnlyContain(path => new FileInfo(path).Length == 0);
    }

    [Fact]
    public async Task InterruptedThenKilled_WhatIsBehindTheHoleIsNotInvented()
    {
        await using var place = new JournalPlace();
        await using (LearnJournal journal = place.Begin(new JournalLimits { MaxBytes = 500 }))
        {
            JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
            conversation.Keep(MessageKind.Request, "GET /1 HTTP/1.1\r\n\r\n"u8, Passing.Now, atRest: true);
            conversation.Keep(MessageKind.Response, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8, Passing.Now, atRest: false);
            conversation.Keep(MessageKind.Request, "GET /2 HTTP/1.1\r\n\r\n"u8, Passing.Now, atRest: true);
            conversation.Keep(MessageKind.Response, new byte[500], Passing.Now, atRest: false);
        }

        await place.TakeInAsync();

        place.Exchanges().Should().ContainSingle("what became of the second nobody knows");
    }

    [Fact]
    public async Task NoFolderCanBeMade_SaidOnce_AndRecordedAsBefore()
    {
        await using var place = new JournalPlace();
        await File.WriteAllTextAsync(place.Folder, "in the way");
        await using (LearnJournal journal = place.Begin())
        {
            await using LearnRecorder recorder = place.Record(journal);
            for (int i = 0; i < 2; i++)
            {
                IRecordedConversation connection = recorder.Begin(Passing.Client, Passing.Server);
                ConversationReader reader = place.Reader(connection);
                place.Pass(connection, reader);
                reader.End();
            }
        }

        place.Trouble.Should().ContainSingle("that it holds nothing is not that it is full").Which.Should().StartWith("what passes cannot be kept in the journal: ").And.Contain(place.Folder);
        place.Exchanges().Should().HaveCount(2 * 6);
    }

    [Fact]
    public async Task EachArchive_HasAFolderOfItsOwn_WhichShowsNoPassword()
    {
        await using var place = new JournalPlace();

        string[] folders = [.. new[] { "sqlite:/data/a.db", "sqlite:/data/b.db", "postgres://owner:hidden@db:5432/a", "postgres://owner:hidden@db:5432/b" }
            .Select(url => JournalFolder.Of(Cli.CommandLine.Settings.From("/data", url, json: false, verbose: false)))];

        folders.Should().OnlyHaveUniqueItems().And.OnlyContain(folder => folder.StartsWith("/data/") && !folder.Contains("hidden"));
    }
}
