using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using ScaleProxy.Archive;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>The whole command: a scale, <c>learn</c>, and a vendor.</summary>
public sealed class LearnProcessTests
{
    // once, session new, maint with its interim reply, one measure.
    private const int TurnsOfFourExchanges = 10;

    [Fact]
    public async Task WeighIn_PassesUnchanged_AndServeCanDoWithoutTheVendor()
    {
        using var installation = new Installation();
        using (var vendor = new ScriptedVendor())
        {
            await using ServingProcess learn = await installation.LearnAsync(vendor.Address);
            await WeighInLine.WeighInAsync(learn.Address);
            await learn.UntilSaidAsync($"{WeighIn.Mac}: `serve` can take over now");
            (await learn.TerminateAsync()).Should().Be(0, learn.Log);

            learn.Log.Should().Contain($"learned {WeighIn.Mac} (WS-30): firmware 211, battery 82 %, 5 replies, 1 handshake (once and MD5), secret known, 2 measurements seen")
                .And.Contain($"run `scaleproxy serve --listen 127.0.0.1:0 --data '{installation.Data}'`");
            (await vendor.ReceivedAsync()).Should().Equal(WeighIn.Stream(client: true));
        }

        JsonElement recording = (await installation.SucceedAsync("recordings", "list", "--json")).Json.EnumerateArray().Should().ContainSingle().Subject;
        (recording.GetProperty("source").GetString(), recording.GetProperty("mac").GetString(), recording.GetProperty("exchanges").GetInt32()).Should().Be(("learn", WeighIn.Mac, 6));
        (await installation.SucceedAsync("measurements", "--json")).Json.EnumerateArray().Select(measurement => measurement.GetProperty("source").GetString()).Should().Equal("learn", "learn");
        await using ServingProcess serve = await installation.ServeAsync();
        using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
        (await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task UntilComplete_EndsByItself_WithEverythingOnDisk()
    {
        using var installation = new Installation();
        using var vendor = new ScriptedVendor();
        await using ServingProcess learn = await installation.LearnAsync(vendor.Address, "--until-complete");

        await WeighInLine.WeighInAsync(learn.Address);

        (await learn.EndAsync()).Should().Be(0, learn.Log);
        (await installation.SucceedAsync("devices", "--json")).Json[0].GetProperty("secretKnown").GetBoolean().Should().BeTrue();
        (await installation.SucceedAsync("measurements", "--json")).Json.GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task KilledInTheMiddle_EverythingBeforeIsThere_AndTheNextStartSaysSoOnce()
    {
        using var installation = new Installation();
        using (var vendor = new ScriptedVendor(answers: 4))
        {
            await using ServingProcess learn = await installation.LearnAsync(vendor.Address);
            using WeighInLine line = await WeighInLine.OpenAsync(learn.Address);
            await line.GoOnAsync(TurnsOfFourExchanges + 1);
            await vendor.Silent.WaitAsync(TimeSpan.FromMinutes(1));
            await UntilRecordedAsync(installation, 4);
            await learn.KillAsync();
        }

        using var again = new ScriptedVendor();
        await using (ServingProcess next = await installation.LearnAsync(again.Address))
        {
            next.Log.Should().Contain("taken in from the journal of an earlier learn, which ended before the archive had it: 1 exchange").And.Contain("ended without warning");
            (await next.TerminateAsync()).Should().Be(0, next.Log);
        }

        await using (ServingProcess third = await installation.LearnAsync(again.Address))
        {
            third.Log.Should().NotContain("journal").And.NotContain("without warning");
        }

        JsonElement exchanges = (await installation.SucceedAsync("recordings", "show", "1", "--json")).Json.GetProperty("exchanges");
        exchanges.GetArrayLength().Should().Be(5, "the one under way is there as far as it had come");
        (await installation.SucceedAsync("measurements", "--json")).Json.GetArrayLength().Should().Be(2, "a weight is one before its reply is");
        (await installation.SucceedAsync("devices", "--json")).Json[0].GetProperty("secretKnown").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task KilledBetweenConversations_TheNextStartSaysSo()
    {
        using var installation = new Installation();
        using var vendor = new ScriptedVendor();
        await using (ServingProcess learn = await installation.LearnAsync(vendor.Address))
        {
            await learn.KillAsync();
        }

        await using ServingProcess next = await installation.LearnAsync(vendor.Address);

        next.Log.Should().Contain("scaleproxy learn (process ").And.Contain("ended without warning");
    }

    [Fact]
    public async Task ArchiveLockedByAnotherProgram_NothingOfWhatPassesWaits_AndLaterIsRecorded()
    {
        using var installation = new Installation();
        using var vendor = new ScriptedVendor();
        await using ServingProcess learn = await installation.LearnAsync(vendor.Address);
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(installation.Data, "scaleproxy.db")};Pooling=False"))
        {
            await other.OpenAsync();
            await using SqliteCommand begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            await begin.ExecuteNonQueryAsync();

            await WeighInLine.WeighInAsync(learn.Address);
            await learn.UntilSaidAsync("passes unrecorded");
        }

        learn.Log.Should().Contain("keeps it locked");
        await WeighInLine.WeighInAsync(learn.Address);
        await learn.UntilSaidAsync("`serve` can take over now");
        (await vendor.ReceivedAsync()).Should().Equal(WeighIn.Stream(client: true));
        (await vendor.ReceivedAsync()).Should().Equal(WeighIn.Stream(client: true));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Terminated_InAConversation_EndsCleanly_LosingNothing(string signal)
    {
        using var installation = new Installation();
        using var vendor = new ScriptedVendor();
        await using ServingProcess learn = await installation.LearnAsync(vendor.Address);
        using WeighInLine line = await WeighInLine.OpenAsync(learn.Address);
        await line.GoOnAsync(TurnsOfFourExchanges);

        (await learn.TerminateAsync(signal)).Should().Be(0, learn.Log);

        learn.Log.Should().Contain("1 measurement seen");
        (await installation.SucceedAsync("recordings", "list", "--json")).Json[0].GetProperty("exchanges").GetInt32().Should().Be(4);
        await using ServingProcess next = await installation.LearnAsync(vendor.Address);
        next.Log.Should().NotContain("without warning");
    }

    [Fact]
    public async Task ServeHasTheArchive_SaidByName()
    {
        using var installation = new Installation();
        using var vendor = new ScriptedVendor();
        await using (ServingProcess learn = await installation.LearnAsync(vendor.Address, "--until-complete"))
        {
            await WeighInLine.WeighInAsync(learn.Address);
            await learn.EndAsync();
        }

        await using ServingProcess serve = await installation.ServeAsync();
        CommandResult second = await installation.RunAsync("learn", "--listen", "127.0.0.1:0");

        second.Status.Should().Be(1);
        second.ErrorLines.Should().ContainSingle().Which.Should().Contain("scaleproxy serve (process ").And.Contain("end that one first");
    }

    [Fact]
    public async Task PortInUse_OneLineThatSaysWhatToDo()
    {
        using var installation = new Installation();
        using var vendor = new ScriptedVendor();

        CommandResult result = await installation.RunAsync("learn", "--listen", vendor.Address.ToString());

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain($"cannot listen on {vendor.Address}: it is in use");
    }

    [Fact]
    public async Task Names_TheVendorsAreUs()
    {
        using var installation = new Installation();
        using var vendor = new ScriptedVendor();
        await using ServingProcess learn = await installation.LearnAsync(vendor.Address, "--dns", "127.0.0.1:0", "--answer", "192.0.2.55", "--allow-host", "scale.example");
        string said = learn.Log.Split('\n').Single(line => line.StartsWith("answering names on ", StringComparison.Ordinal));
        var resolver = new DnsResolver(IPEndPoint.Parse(said["answering names on ".Length..]), TimeProvider.System);

        foreach (string name in new[] { "scalews.withings.net", "scale.example" })
        {
            (await resolver.ResolveAsync(name, CancellationToken.None)).Should().Equal(IPAddress.Parse("192.0.2.55"));
        }

        (await learn.TerminateAsync()).Should().Be(0, learn.Log);
    }

    [Fact]
    public async Task NoVendorGiven_HostOutsideTheVendors_RefusedByTheNameThatAsked()
    {
        using var installation = new Installation();
        await using ServingProcess learn = await installation.LearnAsync(null);
        using ScaleLine line = await ScaleLine.OpenAsync(learn.Address);
        await line.SendAsync("GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n");

        (await line.ReadAsync()).StatusCode.Should().BeGreaterThanOrEqualTo(400);

        await learn.UntilSaidAsync("www.example.org");
    }

    private static async Task UntilRecordedAsync(Installation installation, int exchanges)
    {
        await using var archive = ScaleArchive.Open(new ArchiveOptions { Path = Path.Combine(installation.Data, "scaleproxy.db") }, TimeProvider.System);
        await Eventually.HoldsAsync(() => archive.Recordings().FirstOrDefault()?.ExchangeCount == exchanges);
    }
}
