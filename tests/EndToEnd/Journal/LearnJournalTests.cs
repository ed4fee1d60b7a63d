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
            Read(place, conversation);
            JournalPosition first = conversation.Next()!;
            conversation.Keep(MessageKind.Request, "a"u8, Passing.Now, atRest: true);
            new FileInfo(place.Files.Single()).Length.Should().BeGreaterThan(5000, "the archive has not got the first yet");
            conversation.Archived(first);
            conversation.Keep(MessageKind.Response, "a"u8, Passing.Now, atRest: false);
            new FileInfo(place.Files.Single()).Length.Should().BeGreaterThan(5000, "an exchange is under way");
            Read(place, conversation);

            conversation.Keep(MessageKind.Request, "GET / HTTP/1.1\r\n\r\n"u8, Passing.Now, atRest: true);

            new FileInfo(place.Files.Single()).Length.Should().BeLessThan(200);
            first.Number.Should().Be(1);
        }

        await place.TakeInAsync();
        place.Exchanges().Should().ContainSingle();
    }

    [Fact]
    public async Task LongConnectionThatIsNotArchived_GoesOnInAnotherFile_AndTheFirstIsFreeOnceItIs()
    {
        await using var place = new JournalPlace();
        await using LearnJournal journal = place.Begin(new JournalLimits { PartBytes = 1 });
        JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
        var numbered = new List<JournalPosition>();
        ConversationReader reader = place.Reader(new Taking(_ => numbered.Add(conversation.Next()!)));
        string first = FileOf(place, () => Request(atRest: true));
        Reply();
        string second = FileOf(place, () => Request(atRest: true));
        Request(atRest: false);
        place.Files.Should().HaveCount(2, "an exchange is under way");
        Reply();

        conversation.ReadKept(reader);
        conversation.ReadKept(reader);
        numbered.Should().Equal(new JournalPosition(Path.GetFileNameWithoutExtension(first), 1));
        new FileInfo(first).Length.Should().BePositive("it is read, and not archived");
        conversation.Archived(numbered[0]);

        new FileInfo(first).Length.Should().Be(0);
        while (conversation.ReadKept(reader) > 0)
        {
        }

        numbered[1..].Should().Equal(new JournalPosition(Path.GetFileNameWithoutExtension(second), 1));
        JournaledConversation next = journal.Begin("192.0.2.8:1", Passing.Server);
        next.Keep(MessageKind.Request, "e"u8, Passing.Now, atRest: true);
        place.Files.Should().HaveCount(2, "the first is used again");

        void Request(bool atRest) => conversation.Keep(MessageKind.Request, "GET / HTTP/1.1\r\n\r\n"u8, Passing.Now, atRest);

        void Reply() => conversation.Keep(MessageKind.Response, "HTTP/1.1 204 No Content\r\n\r\n"u8, Passing.Now, atRest: false);
    }

    [Fact]
    public async Task FurtherRequest_IsWrittenWithWhatAnswersIt_OrOnceItIsRead()
    {
        await using var place = new JournalPlace();
        await using LearnJournal journal = place.Begin();
        JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
        string file = FileOf(place, () => conversation.Keep(MessageKind.Request, "a"u8, Passing.Now, atRest: true));
        conversation.Keep(MessageKind.Response, "b"u8, Passing.Now, atRest: false);
        long length = new FileInfo(file).Length;

        conversation.Keep(MessageKind.Request, "c"u8, Passing.Now, atRest: true);
        new FileInfo(file).Length.Should().Be(length);
        conversation.Keep(MessageKind.Response, "d"u8, Passing.Now, atRest: false);
        new FileInfo(file).Length.Should().Be(length + (2 * (JournalRecord.HeadSize + 1)));

        conversation.Keep(MessageKind.Request, "e"u8, Passing.Now, atRest: true);
        Read(place, conversation);
        new FileInfo(file).Length.Should().Be(length + (3 * (JournalRecord.HeadSize + 1)), "nobody knows whether it will be answered");
        conversation.Keep(MessageKind.Request, new byte[5000], Passing.Now, atRest: true);
        new FileInfo(file).Length.Should().BeGreaterThan(length + 5000, "what waits is little");
    }

    [Fact]
    public async Task WhatIsKept_IsReadAsItCame_ThroughEveryWindowAndPart()
    {
        await using var place = new JournalPlace();
        await using LearnJournal journal = place.Begin(new JournalLimits { PartBytes = 100_000 });
        JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
        var taken = new List<Exchange>();
        var reader = place.Reader(new Taking(taken.Add));
        byte[] request = [.. "POST /cgi-bin/maint HTTP/1.1\r\nContent-Length: 30000\r\n\r\n"u8, .. new byte[30_000]];
        byte[] reply = [.. "HTTP/1.1 200 OK\r\nContent-Length: 150000\r\n\r\n"u8, .. new byte[150_000]];
        for (int i = 0; i < 8; i++)
        {
            Keep(MessageKind.Request, request, atRest: true);
            Keep(MessageKind.Response, reply, atRest: false);
            while (i % 3 == 2 && conversation.ReadKept(reader) > 0)
            {
            }
        }

        while (conversation.ReadKept(reader) > 0)
        {
        }

        taken.Should().HaveCount(8).And.OnlyContain(exchange => exchange.Request.Body.Length == 30_000 && exchange.Response!.Body.Length == 150_000);
        place.Files.Should().HaveCountGreaterThan(2);

        void Keep(MessageKind kind, byte[] bytes, bool atRest)
        {
            foreach (byte[] slice in bytes.Chunk(16 * 1024))
            {
                conversation.Keep(kind, slice, Passing.Now, atRest).Should().BeTrue();
                atRest = false;
            }
        }
    }

    [Fact]
    public async Task Full_SaidOnce_RecordedAsBefore_AndKeptAgainOnceThereIsRoom()
    {
        await using var place = new JournalPlace();
        await using LearnJournal journal = place.Begin(new JournalLimits { MaxBytes = 3000 });
        JournaledConversation other = journal.Begin("192.0.2.8:1", Passing.Server);
        other.Keep(MessageKind.Request, new byte[2500], Passing.Now, atRest: true);
        JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
        string file = FileOf(place, () => conversation.Keep(MessageKind.Request, "a"u8, Passing.Now, atRest: true));

        conversation.Keep(MessageKind.Request, new byte[1000], Passing.Now, atRest: false);
        long length = new FileInfo(file).Length;
        conversation.Keep(MessageKind.Request, "b"u8, Passing.Now, atRest: false);
        new FileInfo(file).Length.Should().Be(length, "behind a hole nothing is of use");
        other.Keep(MessageKind.Request, new byte[1000], Passing.Now, atRest: false);
        place.Trouble.Should().ContainSingle().Which.Should().Contain("holds 3.0 KB which the archive has not taken yet");
        Read(place, conversation);
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

    // All that was kept.
    private static void Read(JournalPlace place, JournaledConversation conversation)
    {
        ConversationReader reader = Reader(place);
        while (conversation.ReadKept(reader) > 0)
        {
        }
    }

    private static ConversationReader Reader(JournalPlace place) => place.Reader(new Taking(_ => { }));

    private static string FileOf(JournalPlace place, Action keep)
    {
        string[] before = place.Files;
        keep();
        return place.Files.Except(before).Single();
    }

    private sealed class Taking(Action<Exchange> take) : IRecordedConversation
    {
        public bool Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest) => false;

        public int ReadKept(ConversationReader reader) => 0;

        public bool TryTake(Exchange exchange)
        {
            take(exchange);
            return true;
        }

        public void End()
        {
        }
    }
}
