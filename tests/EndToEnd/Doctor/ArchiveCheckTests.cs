using ScaleProxy.Archive;
using ScaleProxy.Cli.Doctor;

namespace ScaleProxy.EndToEnd.Doctor;

public sealed class ArchiveCheckTests : IDisposable
{
    private const long Plenty = 10_000_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scaleproxy-test-");

    private string Database => Path.Combine(_folder.FullName, "data", "scaleproxy.db");

    [Fact]
    public async Task NotThereYet_Ok_AndNothingIsMade()
    {
        (await LookAsync())[0].Should().Match<Finding>(finding => finding.Level == FindingLevel.Ok && finding.Text.Contains("not there yet"));

        _folder.EnumerateFileSystemInfos().Should().BeEmpty();
    }

    [Fact]
    public async Task Whole_Ok_AlsoWhileItIsInUse()
    {
        await using ScaleArchive archive = Open();

        (await LookAsync())[0].Should().Match<Finding>(finding => finding.Level == FindingLevel.Ok && finding.Text.Contains("is whole"));
    }

    [Fact]
    public async Task Damaged_Bad()
    {
        await using (Open())
        {
        }

        // Pages of tables and indices, behind the first.
        await using (FileStream file = File.OpenWrite(Database))
        {
            file.Position = 4096;
            await file.WriteAsync(new byte[file.Length - 4096]);
        }

        (await LookAsync())[0].Should().Match<Finding>(finding => finding.Level == FindingLevel.Bad && finding.Text.Contains("is damaged"));
    }

    [Fact]
    public async Task NoDatabase_Bad_AndLeftAlone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        string notes = string.Concat(Enumerable.Repeat("these are my notes\n", 300));
        await File.WriteAllTextAsync(Database, notes);

        (await LookAsync())[0].Should().Match<Finding>(finding => finding.Level == FindingLevel.Bad && finding.Text.Contains("not a SQLite database"));

        (await File.ReadAllTextAsync(Database)).Should().Be(notes);
    }

    [Fact]
    public async Task LockedByAnotherProgram_Bad()
    {
        await using (Open())
        {
        }

        await using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Database};Pooling=False");
        await other.OpenAsync();
        await using Microsoft.Data.Sqlite.SqliteCommand begin = other.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync();

        (await LookAsync())[0].Should().Match<Finding>(finding => finding.Level == FindingLevel.Bad && finding.Text.Contains("locked"));
    }

    [Fact]
    public async Task FolderCannotBeMade_Bad()
    {
        string below = Path.Combine("/proc", "scaleproxy", "scaleproxy.db");

        (await LookAsync(below))[0].Should().Match<Finding>(finding => finding.Level == FindingLevel.Bad && finding.Text.Contains("cannot be made"));
    }

    [Theory]
    [InlineData(10_000_000_000, FindingLevel.Ok)]
    [InlineData(400_000_000, FindingLevel.Warn)]
    [InlineData(1_000_000, FindingLevel.Bad)]
    public async Task Room(long free, object level)
    {
        string? asked = null;
        var check = new ArchiveCheck(Database, folder =>
        {
            asked = folder;
            return free;
        });

        (await check.RunAsync(CancellationToken.None))[1].Level.Should().Be((FindingLevel)level);
        asked.Should().Be(_folder.FullName, "the archive's own folder is not there yet");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ScaleArchive Open() => ScaleArchive.Open(new ArchiveOptions { Path = Database }, TimeProvider.System);

    private Task<IReadOnlyList<Finding>> LookAsync(string? path = null) => new ArchiveCheck(path ?? Database, _ => Plenty).RunAsync(CancellationToken.None);
}
