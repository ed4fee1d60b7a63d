using System.Text;
using ScaleProxy.Archive;
using ScaleProxy.Cli.Journal;
using ScaleProxy.EndToEnd.Learning;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Journal;

/// <summary>What a start finds, and what it makes of it.</summary>
public sealed class LeftJournalsTests
{
    [Fact]
    public async Task NothingArchived_AllIsTakenIn_LearnedFromAndSaid()
    {
        await using var place = new JournalPlace();
        await LeaveAsync(place);

        await place.TakeInAsync();

        StoredRecording recording = place.Archive.Recordings().Should().ContainSingle().Subject;
        (recording.Source, recording.Mac, recording.Client, recording.Server, recording.ExchangeCount).Should().Be(("learn", WeighIn.Mac, Passing.Client, Passing.Server, 6));
        place.Archive.FindProfile(WeighIn.Mac)!.Missing().Should().BeEmpty();
        place.Archive.Measurements(new MeasurementQuery()).Should().HaveCount(2);
        place.Log.All.Should().Contain("taken in from the journal of an earlier learn, which ended before the archive had it: 6 exchanges");
        place.Trouble.Should().BeEmpty();
        Directory.Exists(place.Folder).Should().BeFalse();
    }

    [Fact]
    public async Task ConnectionInSeveralFiles_TakenInAsOne_InItsOrder()
    {
        await using var place = new JournalPlace();
        await using (LearnJournal journal = place.Begin(new JournalLimits { PartBytes = 1 }))
        {
            JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
            foreach (Exchange exchange in Passing.Conversation)
            {
                conversation.Keep(MessageKind.Request, exchange.Request.Raw.Span, Passing.Now, atRest: true);
                conversation.Keep(MessageKind.Response, exchange.RawReplies().Span, Passing.Now, atRest: false);
            }
        }

        place.Files.Should().HaveCount(6);
        await place.TakeInAsync();

        place.Archive.Recordings().Should().ContainSingle().Which.ExchangeCount.Should().Be(6);
        place.Exchanges().SelectMany(exchange => exchange.Request.ToArray()).Should().Equal(WeighIn.Stream(client: true));
        place.Archive.OpenRecordings().Should().BeEmpty();
        place.Files.Should().BeEmpty();
        place.Trouble.Should().BeEmpty();
    }

    [Fact]
    public async Task LongFile_WithZerosBehindItsRecords_AllIsTakenIn()
    {
        await using var place = new JournalPlace();
        await using (LearnJournal journal = place.Begin())
        {
            JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
            long kept = 0;
            string file = place.FileMadeBy(() => KeepOne(0));
            for (int i = 1; i < 100; i++)
            {
                KeepOne(i);
                new FileInfo(file).Length.Should().BeInRange(kept, kept + (64 * 1024));
            }

            void KeepOne(int i)
            {
                byte[] request = Encoding.ASCII.GetBytes($"GET /{i} HTTP/1.1\r\n\r\n");
                conversation.Keep(MessageKind.Request, request, Passing.Now, atRest: true).Should().BeTrue();
                // One is longer than what the file is made longer by.
                byte[] reply = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {(i == 50 ? 80_000 : 700)}\r\n\r\n"), .. Enumerable.Repeat((byte)'x', i == 50 ? 80_000 : 700)];
                conversation.Keep(MessageKind.Response, reply, Passing.Now, atRest: false).Should().BeTrue();
                kept += request.Length + reply.Length;
            }
        }

        (await File.ReadAllBytesAsync(place.Files.Single())).Should().EndWith(new byte[100]);
        await place.TakeInAsync();

        place.Exchanges().Select(exchange => exchange.Request.Span[4..^13].ToArray()).Select(Encoding.ASCII.GetString)
            .Should().Equal(Enumerable.Range(0, 100).Select(i => $"/{i}"));
        place.Trouble.Should().BeEmpty();
        place.Files.Should().BeEmpty();
    }

    [Fact]
    public async Task ConnectionForEachRequest_TakenInInTheOrderTheyCame()
    {
        await using var place = new JournalPlace();
        await using (LearnJournal journal = place.Begin())
        {
            int minutes = 0;
            foreach (Exchange exchange in Passing.Conversation)
            {
                JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
                // Files are listed in no order.
                DateTimeOffset at = Passing.Now.AddMinutes(++minutes);
                conversation.Keep(MessageKind.Request, exchange.Request.Raw.Span, at, atRest: true);
                conversation.Keep(MessageKind.Response, exchange.RawReplies().Span, at, atRest: false);
            }
        }

        await place.TakeInAsync();

        place.Exchanges().Select(exchange => exchange.StartedAt).Should().Equal(Enumerable.Range(1, 6).Select(minute => Passing.Now.AddMinutes(minute)));
        place.Archive.FindProfile(WeighIn.Mac)!.Secret.Should().Be(WeighIn.Secret);
        place.Archive.FindProfile(WeighIn.Mac)!.Handshakes.Should().ContainSingle();
    }

    [Fact]
    public async Task OfAProcessThatGoesOn_LeftAlone()
    {
        await using var place = new JournalPlace();
        await using LearnJournal other = place.Begin();
        JournaledConversation conversation = other.Begin(Passing.Client, Passing.Server);
        conversation.Keep(MessageKind.Request, "GET / HTTP/1.1\r\n\r\n"u8, Passing.Now, atRest: true);

        await place.TakeInAsync();

        place.Exchanges().Should().BeEmpty();
        place.Files.Should().ContainSingle();
        place.Trouble.Should().ContainSingle("where the archive is one process's, this is not to be").Which.Should().Contain("cannot be read");
    }

    [Fact]
    public async Task Foreign_OneLine_AndLeftAsItIs()
    {
        await using var place = new JournalPlace();
        await LeaveAsync(place);
        string path = Path.Combine(place.Folder, "mine" + ".journal");
        await File.WriteAllTextAsync(path, "a diary\n");

        await place.TakeInAsync();

        place.Trouble.Should().ContainSingle().Which.Should().StartWith(path + ": no journal of `learn`");
        place.Files.Should().Equal(path);
        place.Exchanges().Should().HaveCount(6, "the other file is taken in");
    }

    [Fact]
    public async Task Damaged_WhatIsBeforeIsTakenIn_TheRestIsPutAside_AndNotSaidAgain()
    {
        await using var place = new JournalPlace();
        await LeaveAsync(place);
        string path = place.Files.Single();
        byte[] file = await File.ReadAllBytesAsync(path);
        file[^1] ^= 1;
        await File.WriteAllBytesAsync(path, file);

        await place.TakeInAsync();
        await place.TakeInAsync();

        place.Trouble.Should().ContainSingle().Which.Should().StartWith(path + ": damaged from byte ").And.Contain(path + ".damaged");
        place.Files.Should().Equal(path + ".damaged");
        place.Exchanges().Should().HaveCount(6);
        place.Exchanges()[^1].Response.Length.Should().Be(0, "its reply is what is damaged");
    }

    [Fact]
    public async Task ArchiveTakesNothing_KeptForTheNextStart()
    {
        await using var place = new JournalPlace();
        await LeaveAsync(place);
        using (place.Lock())
        {
            await place.TakeInAsync();
        }

        place.Files.Should().ContainSingle();
        place.Trouble.Should().Contain(line => line.Contains("the archive does not take it") && line.Contains("keeps it locked"));
        await place.TakeInAsync();

        place.Exchanges().Should().HaveCount(6);
        place.Files.Should().BeEmpty();
    }

    // As a process leaves it that is killed with the whole conversation passed, and none of it archived.
    private static async Task LeaveAsync(JournalPlace place)
    {
        await using LearnJournal journal = place.Begin();
        JournaledConversation conversation = journal.Begin(Passing.Client, Passing.Server);
        bool atRest = true;
        foreach (Turn turn in WeighIn.Turns)
        {
            conversation.Keep(turn.FromClient ? MessageKind.Request : MessageKind.Response, turn.Bytes, Passing.Now, atRest);
            atRest = false;
        }
    }
}
