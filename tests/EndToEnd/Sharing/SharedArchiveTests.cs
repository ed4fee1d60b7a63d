using System.Globalization;
using System.Text.Json;
using ScaleProxy.Archive.Postgres.Tests;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Sharing;

/// <summary>Several <c>serve</c> on one database.</summary>
public sealed class SharedArchiveTests
{
    [SharedArchiveFact]
    public async Task RequestsSpreadOverTwoProcesses_StrictScaleIsContent()
    {
        using var installation = new Installation { Database = PostgresServer.Shared.NewDatabase() };
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        await using ServingProcess one = await installation.ServeAsync();
        await using ServingProcess other = await installation.ServeAsync();
        await using var balancer = new Balancer(one.Address, other.Address);

        (int status, JsonElement report) = await BlackBox.WeighInAsync(balancer.Address, "--fresh-connection", "--maint", "--measures", "4", "--check-clock", "--chunked");

        status.Should().Be(0, report.ToString());
        balancer.Counts.Should().OnlyContain(count => count >= 3, "each process had its share of the one conversation");
        JsonElement measurements = (await installation.SucceedAsync("measurements", "--json")).Json;
        measurements.EnumerateArray().Select(measurement => measurement.GetProperty("weightKg").GetRawText()).Should().Equal("77.11", "77.21", "77.31", "77.41");
        (await one.TerminateAsync()).Should().Be(0);
        (await other.TerminateAsync()).Should().Be(0);
    }

    [SharedArchiveFact]
    public async Task ProcessKilledBetweenConversations_NothingIsLost_AndTheOtherGoesOn()
    {
        using var installation = new Installation { Database = PostgresServer.Shared.NewDatabase() };
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        await using ServingProcess one = await installation.ServeAsync();
        await using ServingProcess other = await installation.ServeAsync();
        await using var balancer = new Balancer(one.Address, other.Address);
        const int First = 1_700_000_000;
        for (int i = 0; i < 6; i++)
        {
            if (i == 3)
            {
                await one.KillAsync();
            }

            (int status, JsonElement report) = await BlackBox.WeighInAsync(balancer.Address, "--fresh-connection", "--meastime", (First + i).ToString(CultureInfo.InvariantCulture));
            status.Should().Be(0, report.ToString());
        }

        JsonElement measurements = (await installation.SucceedAsync("measurements", "--json")).Json;
        measurements.EnumerateArray().Select(measurement => measurement.GetProperty("takenAtUnix").GetInt32()).Should().Equal(Enumerable.Range(First, 6));
    }

    [SharedArchiveFact]
    public async Task ServerStoppedAndStarted_ScaleKeepsItsWeightAndDeliversItAfterwards()
    {
        using PostgresServer server = PostgresServer.Begin();
        using var installation = new Installation { Database = server.NewDatabase() };
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        await using ServingProcess serve = await installation.ServeAsync();
        string[] weighIn = ["--fresh-connection", "--meastime", "1700000000"];
        (await BlackBox.WeighInAsync(serve.Address, "--meastime", "1600000000")).Status.Should().Be(0);

        server.Stop();
        (int status, JsonElement report) = await BlackBox.WeighInAsync(serve.Address, weighIn);
        status.Should().Be(1);
        report.GetProperty("error").GetString().Should().Contain("JSON status 2555", "it is to keep its weight, and to be told so in the vendor's manner");
        server.Start();

        (status, report) = await BlackBox.WeighInAsync(serve.Address, weighIn);
        status.Should().Be(0, report.ToString());
        JsonElement measurements = (await installation.SucceedAsync("measurements", "--json")).Json;
        measurements.EnumerateArray().Select(measurement => measurement.GetProperty("takenAtUnix").GetInt32()).Should().Equal(1_600_000_000, 1_700_000_000);
        serve.Log.Should().Contain("could not be stored, so the scale was told to keep it").And.NotContain("fault of ours");
    }

    [PostgresFact]
    public async Task WrongAddress_OneLineWithoutThePassword()
    {
        using var installation = new Installation { Database = "postgres://anna:s3cret@127.0.0.1:1/weights" };

        CommandResult result = await installation.RunAsync("devices");

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain("postgres://127.0.0.1:1/weights").And.NotContain("s3cret");
    }
}
