using System.Text;
using System.Text.Json;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>The promise as a whole: a scale and a vendor that know nothing of us find nothing between them, and afterwards the vendor can go.</summary>
public sealed class BlackBoxLearnTests
{
    [BlackBoxFact]
    public async Task BothDirectionsToTheByte_ThenServeSatisfiesTheScale()
    {
        using var installation = new Installation();
        using (BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(installation.Beside("vendor")))
        {
            await using ServingProcess learn = await installation.LearnAsync(vendor.Address, "--until-complete");
            (int status, JsonElement report) = await BlackBox.WeighInAsync(learn.Address, "--maint", "--measures", "3", "--chunked");

            status.Should().Be(0, report.ToString());
            (await learn.EndAsync()).Should().Be(0, learn.Log);
            Encoding.Latin1.GetString(vendor.Bytes("up")).Should().Be(report.GetProperty("sent").GetString());
            Encoding.Latin1.GetString(vendor.Bytes("down")).Should().Be(report.GetProperty("received").GetString());
        }

        await using ServingProcess serve = await installation.ServeAsync();
        (int served, JsonElement content) = await BlackBox.WeighInAsync(serve.Address, "--check-clock", "--maint", "--measures", "3", "--chunked", "--meastime", "1700000000");

        served.Should().Be(0, content.ToString());
        (await installation.SucceedAsync("measurements", "--json")).Json.EnumerateArray()
            .Select(measurement => measurement.GetProperty("source").GetString()).Order().Should().Equal("learn", "learn", "learn", "serve", "serve", "serve");
    }

    [BlackBoxFact]
    public async Task ConnectionForEachRequest_EachPasses_ThenServeSatisfiesTheScale()
    {
        using var installation = new Installation();
        using (BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(installation.Beside("vendor")))
        {
            await using ServingProcess learn = await installation.LearnAsync(vendor.Address, "--until-complete");
            (int status, JsonElement report) = await BlackBox.WeighInAsync(learn.Address, "--fresh-connection", "--maint", "--measures", "3", "--chunked");

            status.Should().Be(0, report.ToString());
            (await learn.EndAsync()).Should().Be(0, learn.Log);
            Encoding.Latin1.GetString(vendor.Bytes("up")).Should().Be(report.GetProperty("sent").GetString());
        }

        await using ServingProcess serve = await installation.ServeAsync();
        (int served, JsonElement content) = await BlackBox.WeighInAsync(serve.Address, "--fresh-connection", "--check-clock", "--maint", "--measures", "3");

        served.Should().Be(0, content.ToString());
    }

    [BlackBoxFact]
    public async Task VendorRefusesTheScale_NotTakenForComplete()
    {
        using var installation = new Installation();
        using BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(installation.Beside("vendor"));
        await using ServingProcess learn = await installation.LearnAsync(vendor.Address);

        (int status, _) = await BlackBox.WeighInAsync(learn.Address, "--secret", "0000000000000000");

        status.Should().Be(1);
        await learn.UntilSaidAsync("before `serve` can take over, the vendor's reply to a session that it accepted");
    }
}
