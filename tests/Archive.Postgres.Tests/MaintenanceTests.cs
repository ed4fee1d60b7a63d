using ScaleProxy.Archive.Maintenance;
using ScaleProxy.Archive.Tests;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Postgres.Tests;

public sealed class MaintenanceTests
{
    [Fact]
    public async Task Check_CountsAndFindsWhatDoesNotBelong()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [Exchange("a", "b")], Measurements = [Weighing(1_767_300_000)] });
        var options = new ArchiveOptions { Server = place.Address };

        ArchiveReport report = ArchiveCheckup.Run(options);

        report.Faults.Should().BeEmpty();
        report.Counts.Should().Be(new ArchiveCounts(1, 1, 1, 0, 0));
        report.Size.Bytes.Should().BePositive();
        archive.WriterDatabase.Execute("DELETE FROM recording");
        ArchiveFault fault = ArchiveCheckup.Run(options).Faults.Should().ContainSingle().Subject;
        archive.WriterDatabase.Execute(fault.Mend[fault.Mend.IndexOf("INSERT", StringComparison.Ordinal)..]);
        ArchiveCheckup.Run(options).Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task BackupAndVacuum_SayWhatToUseInstead()
    {
        await using var place = new TemporaryArchive();
        var options = new ArchiveOptions { Server = place.Address };

        options.Invoking(it => ArchiveBackup.Run(it, "copy.db", overwrite: false, static _ => { }, CancellationToken.None)).Should().Throw<ArchiveException>().WithMessage("*pg_dump*");
        options.Invoking(it => ArchiveVacuum.Run(it, Clock, _ => 0, CancellationToken.None)).Should().Throw<ArchiveException>().WithMessage("*VACUUM FULL*");
    }
}
