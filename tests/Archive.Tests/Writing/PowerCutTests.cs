using Microsoft.Data.Sqlite;
using ScaleProxy.Archive.Maintenance;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Writing;

/// <summary>
/// What a power cut leaves: everything that was synced, and of what came after it any part. The log is synced up to the end
/// of each commit before it is acknowledged (the end-to-end tests watch that happen), so what is acknowledged must be there
/// whatever becomes of the bytes behind it.
/// </summary>
public sealed class PowerCutTests
{
    private const int Commits = 24;
    private const int First = 1_767_300_000;

    [Fact]
    public async Task LogCutAnywhere_WhatWasCommittedBeforeIsThere_AndNothingHalf()
    {
        await using var place = new TemporaryArchive();
        (byte[] database, byte[] log, long[] ends) = await WriteAsync(place);
        var random = new Random(20_260_102);
        IEnumerable<long> cuts = Enumerable.Range(0, 60).Select(_ => random.NextInt64(log.Length + 1));

        // Right at the ends, and a byte to either side of them, too.
        foreach (long cut in cuts.Concat(ends).Concat(ends.Select(end => end - 1)).Concat(ends.Select(end => Math.Min(end + 1, log.Length))))
        {
            long[] found = await OpenAsync(place, database, log[..(int)cut]);

            found.Should().Equal(Taken(ends.Count(end => end <= cut)), $"the log was cut at byte {cut}");
        }
    }

    [Fact]
    public async Task LogGarbledAnywhere_WhatWasCommittedBeforeIsThere_AndNothingHalf()
    {
        await using var place = new TemporaryArchive();
        (byte[] database, byte[] log, long[] ends) = await WriteAsync(place);
        var random = new Random(20_260_103);
        for (int round = 0; round < 60; round++)
        {
            // A sector that was never written holds what was there before: zeros, or anything.
            int at = random.Next(log.Length);
            byte[] garbled = [.. log];
            Span<byte> sector = garbled.AsSpan(at, Math.Min(512, log.Length - at));
            if (round % 2 == 0)
            {
                sector.Clear();
            }
            else
            {
                random.NextBytes(sector);
            }

            int same = sector.CommonPrefixLength(log.AsSpan(at));
            int unharmed = same == sector.Length ? log.Length : at + same;
            long[] found = await OpenAsync(place, database, garbled);

            found.Should().Equal(Taken(ends.Count(end => end <= unharmed)), $"the log was garbled from byte {unharmed}");
        }
    }

    [Fact]
    public async Task CutWhileTheLogIsCarriedOver_NothingIsLost()
    {
        const int Page = 4096;
        await using var place = new TemporaryArchive();
        (byte[] before, byte[] log, long[] ends) = await WriteAsync(place);
        byte[] after = await CarriedOverAsync(place, before, log);
        var random = new Random(20_260_104);
        for (int round = 0; round < 40; round++)
        {
            // Of the pages on their way any may have arrived, or half of one.
            byte[] torn = [.. after];
            before.CopyTo(torn, 0);
            for (int at = 0; at < torn.Length; at += Page / 2)
            {
                if (random.Next(2) == 0)
                {
                    after.AsSpan(at, Page / 2).CopyTo(torn.AsSpan(at));
                }
            }

            (await OpenAsync(place, torn, log)).Should().Equal(Taken(ends.Length));
        }
    }

    private static IEnumerable<long> Taken(int commits) => Enumerable.Range(First, commits).Select(Convert.ToInt64);

    // The files as they are on the disk, and how long the log was when each commit was told.
    private static async Task<(byte[] Database, byte[] Log, long[] Ends)> WriteAsync(TemporaryArchive place)
    {
        await place.Open().DisposeAsync();
        ScaleArchive archive = place.Open();
        var ends = new List<long>();
        for (int i = 0; i < Commits; i++)
        {
            await archive.WriteAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [Exchange(new string('q', 300 * i), "a")], Measurements = [Weighing(First + i)] });
            ends.Add(new FileInfo(place.Path + "-wal").Length);
        }

        ends.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems("each commit goes behind the last");
        return (ReadShared(place.Path), ReadShared(place.Path + "-wal"), [.. ends]);
    }

    private static async Task<long[]> OpenAsync(TemporaryArchive place, byte[] database, byte[] log)
    {
        var options = new ArchiveOptions { Path = Path.Combine(place.Folder, "after.db") };
        Write(options.Path, database, log);
        long[] taken;
        await using (ScaleArchive archive = ScaleArchive.Open(options, Clock))
        {
            taken = [.. archive.Measurements(new MeasurementQuery()).Select(stored => stored.Measurement.TakenAt)];
            (await archive.WriteAsync(Entry(Weighing(First + Commits)))).Stored.Should().Be(1, "it goes on as if nothing had been");
        }

        ArchiveReport report = ArchiveCheckup.Run(options);
        report.Faults.Should().BeEmpty();
        report.Counts!.Recordings.Should().Be(taken.Length, "an entry is there whole or not at all");
        return taken;
    }

    private static Task<byte[]> CarriedOverAsync(TemporaryArchive place, byte[] database, byte[] log)
    {
        string path = Path.Combine(place.Folder, "carried.db");
        Write(path, database, log);
        using (SqliteConnection sqlite = place.Sqlite(path))
        {
            sqlite.Ask("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        return File.ReadAllBytesAsync(path);
    }

    private static void Write(string path, byte[] database, byte[] log)
    {
        File.Delete(path + "-shm");
        File.WriteAllBytes(path, database);
        File.WriteAllBytes(path + "-wal", log);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
