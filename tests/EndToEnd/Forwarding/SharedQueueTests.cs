using System.Globalization;
using System.Text.Json;
using ScaleProxy.Archive.Postgres.Tests;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Forwarding;

/// <summary>Several <c>serve --forward queue</c> on one database.</summary>
public sealed class SharedQueueTests
{
    [SharedArchiveFact]
    public async Task TwoProcesses_EachWeightIsSentOnce()
    {
        using var installation = new Installation { Database = PostgresServer.Shared.NewDatabase() };
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        using BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(installation.Beside("vendor"));
        string[] arguments = ["--forward", "queue", "--forward-interval", "0.2", "--upstream", $"http://{vendor.Address}"];
        await using ServingProcess one = await installation.ServeAsync(arguments);
        await using ServingProcess other = await installation.ServeAsync(arguments);

        for (int i = 0; i < 6; i++)
        {
            string at = (1_700_000_000 + (i * 1_000_000)).ToString(CultureInfo.InvariantCulture);
            (await BlackBox.WeighInAsync(i % 2 == 0 ? one.Address : other.Address, "--measures", "5", "--meastime", at)).Status.Should().Be(0);
        }

        JsonElement status = await installation.UntilForwardStatusAsync(status => status.Number("waiting") == 0);

        status.Number("sent").Should().Be(30);
        vendor.Stored().Select(stored => stored.GetProperty("form").GetProperty("meastime").GetString()).Should().OnlyHaveUniqueItems().And.HaveCount(30);
    }
}
