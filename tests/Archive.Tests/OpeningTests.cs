using System.Runtime.Versioning;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests;

public sealed class OpeningTests
{
    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task NewArchive_ForItsOwnerOnly()
    {
        await using var place = new TemporaryArchive();
        place.Path = Path.Combine(place.Folder, "data", "deep", "scaleproxy.db");
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(1)));

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.GetUnixFileMode(place.Path).Should().Be(Owner);
        File.GetUnixFileMode(place.Path + "-wal").Should().Be(Owner);
        File.GetUnixFileMode(Path.GetDirectoryName(place.Path)!).Should().Be(Owner | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task NoDatabase_SaidInOneLineAndLeftAlone()
    {
        await using var place = new TemporaryArchive();
        string text = string.Concat(Enumerable.Repeat("this is somebody's letter\n", 100));
        await File.WriteAllTextAsync(place.Path, text);

        place.Invoking(it => it.Open()).Should().Throw<ArchiveException>()
            .Where(fault => fault.Message.Contains(place.Path) && fault.Message.Contains("not a SQLite database") && !fault.Message.Contains('\n'));
        (await File.ReadAllTextAsync(place.Path)).Should().Be(text);
    }

    [Fact]
    public async Task FolderThatCannotBe_SaidInOneLine()
    {
        await using var place = new TemporaryArchive();
        string file = Path.Combine(place.Folder, "file");
        await File.WriteAllTextAsync(file, "");
        place.Path = Path.Combine(file, "scaleproxy.db");

        place.Invoking(it => it.Open()).Should().Throw<ArchiveException>()
            .Where(fault => fault.Message.Contains(place.Path) && fault.Message.Contains("give a folder") && !fault.Message.Contains('\n'));
    }

    [Fact]
    public async Task DirectoryInItsPlace_SaidInOneLine()
    {
        await using var place = new TemporaryArchive();
        place.Path = place.Folder;

        place.Invoking(it => it.Open()).Should().Throw<ArchiveException>().WithMessage($"*{place.Folder}*");
    }

    [Fact]
    public async Task Locked_SaidAfterTheBusyTimeout()
    {
        await using var place = new TemporaryArchive();
        using (Microsoft.Data.Sqlite.SqliteConnection browser = place.Sqlite())
        {
            browser.Ask("BEGIN EXCLUSIVE");
            place.Invoking(it => it.Open(options => options with { BusyTimeout = TimeSpan.FromMilliseconds(20) }))
                .Should().Throw<ArchiveException>().WithMessage($"*{place.Path}*locked*");
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task LimitOfNothing_Refused(int capacity, int entries)
    {
        await using var place = new TemporaryArchive();

        place.Invoking(it => it.Open(options => options with { QueueCapacity = capacity, MaxEntriesPerCommit = entries }))
            .Should().Throw<ArgumentOutOfRangeException>();
    }
}
