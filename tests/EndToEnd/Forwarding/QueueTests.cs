using System.Globalization;
using System.Text;
using System.Text.Json;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Forwarding;

/// <summary><c>serve --forward queue</c>, with the strict scale and the vendor that were made apart from this project.</summary>
public sealed class QueueTests
{
    private const string Secret = "0f1e2d3c4b5a6978";
    private const int First = 1_700_000_000;

    [BlackBoxFact]
    public async Task VendorOffThenBack_AndServeKilled_EachWeightReachesItOnce()
    {
        using Installation installation = await LearnedAsync();
        string log = installation.Beside("vendor");
        int port;
        using (BlackBoxVendor dropping = await BlackBoxVendor.StartAsync(log, "--fail", "drop"))
        {
            port = dropping.Address.Port;
            await using ServingProcess serve = await QueueAsync(installation, port);
            (await BlackBox.WeighInAsync(serve.Address, "--measures", "25", "--meastime", Text(First))).Status.Should().Be(0);
            await serve.UntilSaidAsync("not handed on to the vendor");
            await serve.KillAsync();
        }

        foreach (string fault in (string[])["503", "hang"])
        {
            using BlackBoxVendor failing = await BlackBoxVendor.StartAsync(port, log, "--fail", fault);
            await using ServingProcess serve = await QueueAsync(installation, port);
            if (fault == "503")
            {
                (await BlackBox.WeighInAsync(serve.Address, "--measures", "25", "--meastime", Text(First + 1_000_000))).Status.Should().Be(0);
            }

            await serve.UntilSaidAsync(fault == "503" ? "HTTP 503" : "no reply of the vendor to 'once get' within 10 s");
            failing.Stored().Should().BeEmpty();
        }

        (await installation.ForwardStatusAsync()).Number("waiting").Should().Be(50);
        // So slow that it is still at it when serve is killed, with a weight on its way.
        using BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(port, log, "--delay-ms", "30");
        await using (ServingProcess serve = await QueueAsync(installation, port))
        {
            await installation.UntilForwardStatusAsync(status => status.Number("sent") >= 5);
            await serve.KillAsync();
        }

        await using ServingProcess last = await QueueAsync(installation, port);
        JsonElement over = await installation.UntilForwardStatusAsync(status => status.Number("waiting") == 0);

        vendor.Stored().Select(stored => stored.GetProperty("form").GetProperty("meastime").GetString()).Should().OnlyHaveUniqueItems().And.HaveCount(50);
        (over.Number("sent") + over.Number("failed")).Should().Be(50);
        over.Number("failed").Should().BeLessThanOrEqualTo(1, "only what was on its way is in doubt, and this vendor does not tell whether it has it");
        foreach (JsonElement failed in over.GetProperty("failedItems").EnumerateArray())
        {
            failed.GetProperty("reason").GetString().Should().Contain("the vendor does not tell whether it has it");
        }
    }

    [BlackBoxFact]
    public async Task MaintenanceToo_GoesWithTheVendorsSession_AndTheSecretIsNowhere()
    {
        using Installation installation = await LearnedAsync();
        using BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(installation.Beside("vendor"));
        string log;
        string ours;
        await using (ServingProcess serve = await QueueAsync(installation, vendor.Address.Port, "--forward-maintenance", "--verbose"))
        {
            (int status, JsonElement report) = await BlackBox.WeighInAsync(serve.Address, "--measures", "2", "--maint", "--meastime", Text(First));
            status.Should().Be(0, report.ToString());
            ours = report.ToString().Split("sessionid=")[1].Split('&')[0];
            await installation.UntilForwardStatusAsync(status => status.Number("sent") == 3);
            (await serve.TerminateAsync()).Should().Be(0);
            log = serve.Log;
        }

        vendor.Stored().Select(stored => stored.GetProperty("path").GetString()).Should().Equal("/cgi-bin/measure", "/cgi-bin/measure", "/cgi-bin/maint");
        string said = Encoding.Latin1.GetString(vendor.Bytes("up"));
        said.Should().NotContain(ours, "the vendor has a session of its own").And.Contain("&batterylvl=69&").And.Contain("action=delete");
        string[] written =
        [
            log,
            (await installation.SucceedAsync("forward", "status")).Output,
            (await installation.SucceedAsync("forward", "status", "--json")).Output,
            (await installation.SucceedAsync("measurements", "--json")).Output,
            (await installation.SucceedAsync("export", "--format", "jsonl")).Output,
            (await installation.SucceedAsync("recordings", "export", "--all", "--format", "har")).Output,
            (await installation.SucceedAsync("verify")).Output,
            (await installation.RunAsync("forward", "retry", "99")).Error,
            (await installation.RunAsync("verify", "--against", "vendor", "--upstream", "http://127.0.0.1:1")).Error,
        ];
        string hash = said.Split("hash=")[1][..32];
        string once = Encoding.Latin1.GetString(vendor.Bytes("down")).Split("\"once\":\"")[1].Split('"')[0];
        foreach (string text in written)
        {
            text.Should().NotContain(Secret).And.NotContain(hash).And.NotContain(once).And.NotContain(Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Secret)));
        }

        (await installation.SucceedAsync("measurements")).Output.Should().Contain("FORWARDED").And.Contain("sent");
    }

    [BlackBoxFact]
    public async Task ArchivedWhileOff_BackfilledAndFlushed_WithoutAnyServe()
    {
        using Installation installation = await LearnedAsync();
        await using (ServingProcess serve = await installation.ServeAsync())
        {
            (await BlackBox.WeighInAsync(serve.Address, "--measures", "3", "--meastime", Text(First))).Status.Should().Be(0);
        }

        (await installation.SucceedAsync("measurements", "--json")).Json.EnumerateArray().Select(measurement => measurement.GetProperty("forwarded").GetString()).Should().Equal("off", "off", "off");
        (await installation.SucceedAsync("forward", "backfill", "--since", Text(First + 1))).Error.Should().Contain("queued 2 measurements");
        using BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(installation.Beside("vendor"));

        CommandResult flushed = await installation.SucceedAsync("forward", "flush", "--upstream", $"http://{vendor.Address}");

        flushed.Output.Should().StartWith("0 waiting; 2 sent");
        vendor.Stored().Should().HaveCount(2);
        (await installation.SucceedAsync("measurements", "--json")).Json.EnumerateArray().Select(measurement => measurement.GetProperty("forwarded").GetString()).Should().Equal("off", "sent", "sent");
    }

    [BlackBoxFact]
    public async Task FlushWhileServeRuns_ServeSendsAtOnce_WhateverItsInterval()
    {
        using Installation installation = await LearnedAsync();
        using BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(installation.Beside("vendor"));
        await using ServingProcess serve = await installation.ServeAsync("--forward", "queue", "--forward-interval", "3600", "--upstream", $"http://{vendor.Address}");
        (await BlackBox.WeighInAsync(serve.Address, "--meastime", Text(First))).Status.Should().Be(0);
        await installation.UntilForwardStatusAsync(status => status.Number("sent") == 1);
        (await BlackBox.WeighInAsync(serve.Address, "--meastime", Text(First + 1))).Status.Should().Be(0);
        (await installation.ForwardStatusAsync()).Number("waiting").Should().Be(1, "the next call is an hour away");

        await installation.SucceedAsync("forward", "flush", "--upstream", "http://127.0.0.1:1");

        vendor.Stored().Should().HaveCount(2);
    }

    [BlackBoxFact]
    public async Task VendorThatIsScaleProxyItself_IsNotTakenForTheVendor()
    {
        using Installation installation = await LearnedAsync();
        await using ServingProcess answering = await installation.ServeAsync();
        (await BlackBox.WeighInAsync(answering.Address, "--meastime", Text(First))).Status.Should().Be(0);
        await installation.SucceedAsync("forward", "backfill", "--since", "0");

        CommandResult flushed = await installation.RunAsync("forward", "flush", "--upstream", $"http://{answering.Address}");

        flushed.Status.Should().Be(1);
        flushed.Output.Should().Contain("it was scaleproxy itself that answered");
        (await installation.ForwardStatusAsync()).Number("waiting").Should().Be(1);
    }

    [Fact]
    public async Task NoSecretKnown_SaysWhatToDo()
    {
        using var installation = new Installation();
        await using (ServingProcess vendor = await installation.SimulateVendorAsync())
        await using (ServingProcess learn = await installation.LearnAsync(vendor.Address))
        {
            await installation.SucceedAsync("simulate", "scale", learn.Address.ToString());
            (await learn.TerminateAsync()).Should().Be(0);
        }

        CommandResult result = await installation.RunAsync("serve", "--listen", "127.0.0.1:0", "--forward", "queue");

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain("whose secret is not known").And.Contain("maintenance upload").And.Contain("relay");
    }

    [Theory]
    [InlineData("--forward-interval", "5")]
    [InlineData("--forward-maintenance", "--verbose")]
    [InlineData("--upstream", "http://127.0.0.1:1")]
    public async Task OptionThatSaysNothing_IsRefused(string option, string value)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync("serve", option, value);

        result.Status.Should().Be(2);
        result.Error.Should().Contain($"{option} says nothing with --forward off");
    }

    private static async Task<Installation> LearnedAsync()
    {
        var installation = new Installation();
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        return installation;
    }

    private static Task<ServingProcess> QueueAsync(Installation installation, int port, params string[] arguments) =>
        installation.ServeAsync(["--forward", "queue", "--forward-interval", "1", "--upstream", $"http://127.0.0.1:{Text(port)}", .. arguments]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
