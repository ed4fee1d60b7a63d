using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ScaleProxy.Archive;
using ScaleProxy.Cli.Journal;
using ScaleProxy.Cli.Learn;
using ScaleProxy.EndToEnd.Learning;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Journal;

/// <summary>
/// A process that ends anywhere, seen from the disk: the journal's file up to any byte, and any of the exchanges whole in it
/// archived. The next start ends there too, and one after it; then everything is there, once.
/// </summary>
public sealed class CrashPointTests
{
    private const string Name = "00c0ffee-1";

    // Where a process ended, of slices of a size: the permille of the file, and how many of the exchanges, by the remainder.
    private sealed record Crash(int Slice, int Permille, int Archived, int ArchivedByTheNext, bool RecordingEnded);

    [Property(MaxTest = 60)]
    public Property WhateverTheDiskHolds_EveryExchangeIsThereOnce() => Prop.ForAll(
        (from slice in Gen.Choose(1, 400)
         from permille in Gen.Choose(0, 1000)
         from archived in Gen.Choose(0, 100)
         from next in Gen.Choose(0, 100)
         from ended in Gen.Elements(true, false)
         select new Crash(slice, permille, archived, next, ended)).ToArbitrary(),
        crash => ComesInOnceAsync(crash).GetAwaiter().GetResult());

    private static async Task<bool> ComesInOnceAsync(Crash crash)
    {
        await using var place = new JournalPlace();
        (byte[] file, Exchange[] exchanges) = Kept(place, crash);
        int archived = crash.Archived % (exchanges.Length + 1);
        RecordingHandle? open = await ArchiveAsync(place, exchanges[..archived], 0, null);

        // The next start was killed as well: in the middle of what it took in, or before it removed the file.
        int more = archived + (crash.ArchivedByTheNext % (exchanges.Length - archived + 1));
        open = await ArchiveAsync(place, exchanges[archived..more], archived, open);
        if (crash.RecordingEnded && more == exchanges.Length && open is not null)
        {
            await place.Archive.WriteAsync(new ArchiveEntry { Recording = open, EndsRecording = true });
        }

        Directory.CreateDirectory(place.Folder);
        await File.WriteAllBytesAsync(Path.Combine(place.Folder, Name + ".journal"), file);
        await place.TakeInAsync();
        await place.TakeInAsync();

        IEnumerable<string> expected = exchanges.Select(exchange => Text(exchange.Request.Raw, exchange.RawReplies()));
        var learner = new Learner([]);
        int measured = exchanges.Sum(exchange => learner.Observe(Passing.Client, exchange).Measurements.Count);
        return place.Exchanges().Select(exchange => Text(exchange.Request, exchange.Response)).SequenceEqual(expected)
            && place.Archive.Recordings().Count() <= 1
            && place.Archive.Measurements(new MeasurementQuery()).Count() == measured
            && !place.Archive.OpenRecordings().Any()
            && place.Archive.JournalPositionOf(Name) == 0
            && !Directory.Exists(place.Folder)
            && place.Trouble.Count == 0;
    }

    // The file as it is found, and the exchanges in it, the last as far as it had come.
    private static (byte[] File, Exchange[] Exchanges) Kept(JournalPlace place, Crash crash)
    {
        string path = Path.Combine(Path.GetDirectoryName(place.Folder)!, Name);
        var ends = new List<long>();
        using (var journal = new JournalFile(path, new RecordingRoom(long.MaxValue)))
        {
            journal.TryBegin(Passing.Now, Passing.Client, Passing.Server).Should().BeTrue();
            foreach ((MessageKind kind, byte[] slice) in Slices(crash.Slice))
            {
                journal.TryAppend(kind == MessageKind.Request ? JournalRecordKind.Requests : JournalRecordKind.Replies, Passing.Now, slice).Should().BeTrue();
                ends.Add(journal.Length);
            }
        }

        byte[] file = File.ReadAllBytes(path);
        file = file[..(file.Length * crash.Permille / 1000)];
        var taken = new List<Exchange>();
        ConversationReader reader = place.Reader(new TakingConversation(taken.Add));
        foreach ((MessageKind kind, byte[] slice) in Slices(crash.Slice).Take(ends.Count(end => end <= file.Length)))
        {
            reader.Feed(kind, slice, Passing.Now);
        }

        reader.End();
        return (file, [.. taken]);
    }

    private static IEnumerable<(MessageKind Kind, byte[] Bytes)> Slices(int size) => WeighIn.Turns.SelectMany(
        turn => turn.Bytes.Chunk(size), (turn, slice) => (turn.FromClient ? MessageKind.Request : MessageKind.Response, slice));

    private static async Task<RecordingHandle?> ArchiveAsync(JournalPlace place, Exchange[] exchanges, int before, RecordingHandle? open)
    {
        var learner = new ExchangeLearner(place.Archive, place.LearnLog);
        var connection = new RecordedConnection(new RecorderQueue(new RecorderLimits()), _ => { }, journal: null, Passing.Client, Passing.Server);
        if (open is not null)
        {
            connection.Continue(RecordingHandle.Continue(place.Archive.OpenRecordings().Single()));
        }

        foreach (Exchange exchange in exchanges)
        {
            ExchangeLearner.Lesson lesson = learner.Learn(connection, exchange, new JournalPosition(Name, ++before));
            await place.Archive.WriteAsync(lesson.Entry);
            if (lesson.EndsSession)
            {
                connection.Recordings.End();
            }
        }

        return connection.Recordings.Open;
    }

    private static string Text(ReadOnlyMemory<byte> request, ReadOnlyMemory<byte> reply) =>
        System.Text.Encoding.Latin1.GetString(request.Span) + "→" + System.Text.Encoding.Latin1.GetString(reply.Span);
}
