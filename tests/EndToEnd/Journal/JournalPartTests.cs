using ScaleProxy.Archive;
using ScaleProxy.Cli.Journal;
using ScaleProxy.EndToEnd.Learning;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.EndToEnd.Journal;

/// <summary>How what is kept of one connection is written, spread over files, and read again.</summary>
public sealed class JournalPartTests
{
    [Fact]
    public async Task LongConnectionThatIsNotArchived_GoesOnInAnotherFile_AndTheFirstIsFreeOnceItIs()
    {
        await using var place = new JournalPlace();
        await using LearnJournal journal = place.Begin(new JournalLimits { PartBytes = 1 });
        JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
        var numbered = new List<JournalPosition>();
        ConversationReader reader = place.Reader(new TakingConversation(_ => numbered.Add(conversation.Next()!)));
        string first = place.FileMadeBy(() => Request(atRest: true));
        Reply();
        string second = place.FileMadeBy(() => Request(atRest: true));
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
    public async Task NoRoomForAnotherFile_NothingIsKeptBeforeTheNextExchangeBegins()
    {
        await using var place = new JournalPlace();
        await using LearnJournal journal = place.Begin(new JournalLimits { PartBytes = 1, MaxBytes = 400 });
        JournaledConversation other = journal.Begin("192.0.2.8:1", Passing.Server);
        JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
        conversation.Keep(MessageKind.Request, "a"u8, Passing.Now, atRest: true).Should().BeTrue();
        other.Keep(MessageKind.Request, new byte[110], Passing.Now, atRest: true).Should().BeTrue();

        conversation.Keep(MessageKind.Request, "b"u8, Passing.Now, atRest: true).Should().BeFalse("its file cannot begin");
        other.Release();
        conversation.Keep(MessageKind.Response, "c"u8, Passing.Now, atRest: false).Should().BeFalse("half an exchange is none");

        conversation.Keep(MessageKind.Request, "d"u8, Passing.Now, atRest: true).Should().BeTrue();
    }

    [Fact]
    public async Task FurtherRequest_IsWrittenWithWhatAnswersIt_OrOnceItIsRead()
    {
        await using var place = new JournalPlace();
        await using LearnJournal journal = place.Begin();
        JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
        string file = place.FileMadeBy(() => conversation.Keep(MessageKind.Request, "a"u8, Passing.Now, atRest: true));
        conversation.Keep(MessageKind.Response, "b"u8, Passing.Now, atRest: false);
        long length = new FileInfo(file).Length;

        conversation.Keep(MessageKind.Request, "c"u8, Passing.Now, atRest: true);
        new FileInfo(file).Length.Should().Be(length);
        conversation.Keep(MessageKind.Response, "d"u8, Passing.Now, atRest: false);
        new FileInfo(file).Length.Should().Be(length + (2 * (JournalRecord.HeadSize + 1)));

        conversation.Keep(MessageKind.Request, "e"u8, Passing.Now, atRest: true);
        place.Read(conversation);
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
        var reader = place.Reader(new TakingConversation(taken.Add));
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
}
