using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Learning;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Archiving;

/// <summary><c>archive check</c>, <c>backup</c> and <c>vacuum</c>, as their users have them.</summary>
public sealed class MaintenanceTests
{
    private const int First = 1_700_000_000;

    private static string Sample => Path.Combine(Repository.Root, "captures", "weigh-in.pcap");

    [Fact]
    public async Task WhileServeRuns_BackedUp_AndTheBackupServesInItsPlace()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        string copy = installation.Beside("copy.db");
        await using (ServingProcess serve = await installation.ServeAsync())
        {
            await WeighAsync(serve, First);
            (await installation.SucceedAsync("archive", "check")).Output.Should().EndWith("nothing is wrong with it\n");
            JsonElement report = (await installation.SucceedAsync("archive", "backup", copy, "--json")).Json;
            report.GetProperty("archive").GetString().Should().Be(copy);
            report.GetProperty("measurements").GetInt32().Should().Be(3, "that of the sample, and the one that was just acknowledged");
            await WeighAsync(serve, First + 60);
            (await serve.TerminateAsync()).Should().Be(0, serve.Log);
        }

        File.Copy(copy, Path.Combine(installation.Data, "scaleproxy.db"), overwrite: true);

        await using ServingProcess again = await installation.ServeAsync();
        await WeighAsync(again, First + 120);
        JsonElement measurements = (await installation.SucceedAsync("measurements", "--json", "--since", "1700000000")).Json;
        measurements.EnumerateArray().Select(measurement => measurement.GetProperty("takenAtUnix").GetInt32()).Should().Equal(First, First + 120);
    }

    [Fact]
    public async Task WhileServeRuns_NotVacuumed()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using (await installation.ServeAsync())
        {
            CommandResult refused = await installation.RunAsync("archive", "vacuum");
            refused.Status.Should().Be(1);
            refused.ErrorLines.Should().ContainSingle().Which.Should().Contain("scaleproxy serve (process");
        }

        (await installation.SucceedAsync("archive", "vacuum", "--json")).Json.GetProperty("bytes").GetInt64().Should().BePositive();
    }

    [Fact]
    public async Task Damaged_Status1_SaysWhatAndHowToMend()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using (FileStream file = File.OpenWrite(Path.Combine(installation.Data, "scaleproxy.db")))
        {
            file.Position = 4096 * 5;
            await file.WriteAsync(new byte[4096 * 4]);
        }

        CommandResult text = await installation.RunAsync("archive", "check");
        text.Status.Should().Be(1);
        text.Output.Should().MatchRegex("(?m)^wrong: .+\n  mend: stop serve, and restore a backup");
        text.ErrorLines.Should().ContainSingle().Which.Should().EndWith("to mend");
        CommandResult json = await installation.RunAsync("archive", "check", "--json");
        json.Status.Should().Be(1);
        json.Json.GetProperty("faults").GetArrayLength().Should().BePositive();
        string copy = installation.Beside("copy.db");
        (await installation.RunAsync("archive", "backup", copy)).ErrorLines.Should().ContainSingle().Which.Should().Contain("is not whole");
        File.Exists(copy).Should().BeFalse();
    }

    [SmallDiskFact]
    public async Task NoRoomForABackup_OneLine_AndNothingStays()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        using SmallDisk disk = SmallDisk.OfMegabytes(1);
        disk.Fill();
        string[] before = Directory.GetFiles(disk.Folder);

        CommandResult result = await installation.RunAsync("archive", "backup", Path.Combine(disk.Folder, "copy.db"));

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain(disk.Folder).And.Contain("the disk is full");
        Directory.GetFiles(disk.Folder).Should().Equal(before);
    }

    private static async Task WeighAsync(ServingProcess serve, int takenAt)
    {
        using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
        string session = await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret);
        var reply = await line.AskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, takenAt, 63_000, WeighIn.FirstUser));
        ReplyFields.StatusOf(reply.Body.Span).Should().Be(0);
    }
}
