using ScaleProxy.Archive.Maintenance;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests;

/// <summary>Whatever is in the file: it is read, or said in one line what is wrong with it.</summary>
public sealed class DamageTests
{
    [Fact]
    public async Task EmptyFile_BecomesAnArchive()
    {
        await using var place = new TemporaryArchive();
        await File.WriteAllBytesAsync(place.Path, []);

        (await place.Open().WriteAsync(Entry(Weighing(1)))).Stored.Should().Be(1);
    }

    [Fact]
    public async Task CutOff_FoundByTheCheck()
    {
        await using var place = new TemporaryArchive();
        byte[] whole = await WholeAsync(place);
        await File.WriteAllBytesAsync(place.Path, whole[..(whole.Length / 2)]);

        place.Invoking(it => ArchiveCheckup.Run(new ArchiveOptions { Path = it.Path })).Should().Throw<ArchiveException>().WithMessage("*is damaged; restore a backup*");
    }

    [Fact]
    public async Task AnyBytesDamaged_ReadOrSaidInOneLine()
    {
        await using var place = new TemporaryArchive();
        byte[] whole = await WholeAsync(place);
        var random = new Random(20_260_105);
        int refused = 0;
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = [.. whole];
            for (int i = 0; i <= round % 8; i++)
            {
                int at = random.Next(damaged.Length);
                random.NextBytes(damaged.AsSpan(at, Math.Min(1 << random.Next(7), damaged.Length - at)));
            }

            string path = Path.Combine(place.Folder, $"{round}.db");
            await File.WriteAllBytesAsync(path, damaged);
            foreach (Func<ArchiveOptions, Task> use in (Func<ArchiveOptions, Task>[])[CheckAsync, ReadAsync])
            {
                try
                {
                    await use(new ArchiveOptions { Path = path });
                }
                catch (ArchiveException fault)
                {
                    refused++;
                    fault.Message.Should().StartWith("archive").And.NotContain("\n");
                }
            }
        }

        refused.Should().BePositive();
    }

    private static Task CheckAsync(ArchiveOptions options)
    {
        ArchiveCheckup.Run(options).Faults.Should().NotContain(fault => fault.What.Contains('\n') || fault.Mend.Contains('\n'));
        return Task.CompletedTask;
    }

    private static async Task ReadAsync(ArchiveOptions options)
    {
        await using ScaleArchive archive = ScaleArchive.Open(options, Clock);
        _ = archive.Measurements(new MeasurementQuery()).Count();
        _ = archive.Recordings().Count();
        archive.FindRecording(1);
        archive.Users();
        archive.ProfilesRevision();
        await archive.WriteAsync(Entry(Weighing(2)));
    }

    private static async Task<byte[]> WholeAsync(TemporaryArchive place)
    {
        ScaleArchive archive = place.Open();
        for (int i = 0; i < 50; i++)
        {
            await archive.WriteAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [Exchange("POST", new string('a', 100 * i))], Measurements = [Weighing(1_767_300_000 + i)] });
        }

        await archive.DisposeAsync();
        return await File.ReadAllBytesAsync(place.Path);
    }
}
