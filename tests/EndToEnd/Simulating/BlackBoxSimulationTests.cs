using System.Text.Json;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Simulating;

/// <summary>Ours with those that were written apart from this project: neither side may be content with a dialect of its own.</summary>
public sealed class BlackBoxSimulationTests
{
    private const string TheirMac = "00:24:e4:a1:b2:c3";
    private const string TheirSecret = "0f1e2d3c4b5a6978";

    [BlackBoxFact]
    public async Task TheirScale_IsContentWithOurVendor()
    {
        using var installation = new Installation();
        await using ServingProcess vendor = await installation.SimulateVendorAsync("--scale", $"{TheirMac}={TheirSecret}");

        foreach (string model in new[] { "wbs01", "ws30", "ws50" })
        {
            (int status, JsonElement report) = await BlackBox.WeighInAsync(vendor.Address, "--model", model, "--maint", "--measures", "3", "--check-clock", "--chunked");
            status.Should().Be(0, report.ToString());
            (status, report) = await BlackBox.WeighInAsync(vendor.Address, "--model", model, "--maint", "--fresh-connection", "--chunked");
            status.Should().Be(0, report.ToString());
        }

        (await vendor.TerminateAsync()).Should().Be(0);
        (await vendor.OutputAsync()).TrimEnd().Should().EndWith("(12 measurements stored)");
    }

    [BlackBoxFact]
    public async Task TheirScale_IsRefusedWithAWrongHash()
    {
        using var installation = new Installation();
        await using ServingProcess vendor = await installation.SimulateVendorAsync("--scale", $"{TheirMac}={TheirSecret}");

        (int status, JsonElement report) = await BlackBox.WeighInAsync(vendor.Address, "--hash", "3911690d0cc04989420c924bcfd97a48");

        status.Should().Be(1);
        report.GetProperty("error").GetString().Should().Contain("JSON status 100");
    }

    [BlackBoxFact]
    public async Task TheirScale_IsOfferedOurFirmware()
    {
        using var installation = new Installation();
        await using ServingProcess vendor = await installation.SimulateVendorAsync("--scale", $"{TheirMac}={TheirSecret}", "--firmware-offer", "http://fw.example/a.bin");

        (int status, JsonElement report) = await BlackBox.WeighInAsync(vendor.Address);

        status.Should().Be(0, report.ToString());
        report.GetProperty("firmware").GetString().Should().Be("http://fw.example/a.bin");
    }

    [BlackBoxFact]
    public async Task OurScale_IsContentWithTheirVendor()
    {
        using var installation = new Installation();
        using BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(installation.Beside("vendor"));
        foreach (string model in new[] { "wbs01", "ws30", "ws50" })
        {
            await installation.SucceedAsync("simulate", "scale", vendor.Address.ToString(), "--mac", TheirMac, "--secret", TheirSecret, "--model", model, "--queued", "3", "--maintenance", "--associate");
            await installation.SucceedAsync("simulate", "scale", vendor.Address.ToString(), "--mac", TheirMac, "--secret", TheirSecret, "--model", model, "--maintenance", "--fresh-connections");
        }

        // Each time an upload; four weights and one; of the WS-50 its room besides.
        string[] stored = await File.ReadAllLinesAsync(Path.Combine(installation.Beside("vendor"), "stored.jsonl"));
        stored.Should().HaveCount((3 * 2) + (3 * 5) + 2);
        stored.Count(line => line.Contains("v2/measure", StringComparison.Ordinal)).Should().Be(2);
    }

    [BlackBoxFact]
    public async Task OurScale_IsRefusedByTheirVendor_WhereItMayNotBe()
    {
        using var installation = new Installation();
        using BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(installation.Beside("vendor"));

        CommandResult wrong = await installation.RunAsync("simulate", "scale", vendor.Address.ToString(), "--mac", TheirMac, "--secret", TheirSecret, "--wrong-hash");
        CommandResult unknown = await installation.RunAsync("simulate", "scale", vendor.Address.ToString(), "--mac", WeighIn.Mac, "--secret", WeighIn.Secret);

        wrong.ErrorLines.Should().ContainSingle().Which.Should().Contain("status 100");
        unknown.ErrorLines.Should().ContainSingle().Which.Should().Contain("status 100");
    }
}
