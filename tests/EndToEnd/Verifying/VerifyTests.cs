using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Verifying;

/// <summary><c>verify</c>: what was learned is asked again.</summary>
public sealed class VerifyTests
{
    private static string Sample => Path.Combine(Repository.Root, "captures", "weigh-in.pcap");

    [Fact]
    public async Task OurOwnReplies_DifferByNamedRulesAlone()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);

        JsonElement scale = (await installation.SucceedAsync("verify", "--json")).Json.EnumerateArray().Should().ContainSingle().Subject;
        CommandResult text = await installation.SucceedAsync("verify", "--against", WeighIn.Mac);

        scale.GetProperty("ok").GetBoolean().Should().BeTrue();
        JsonElement[] requests = [.. scale.GetProperty("requests").EnumerateArray()];
        requests.Select(request => request.GetProperty("kind").GetString()).Should().Equal("once get", "session new", "maint store", "measure store", "session delete");
        JsonElement[] differences = [.. requests.SelectMany(request => request.GetProperty("differences").EnumerateArray())];
        differences.Should().OnlyContain(difference => difference.GetProperty("explained").GetBoolean());
        differences.Select(difference => difference.GetProperty("rule").GetString()).Should().Contain(["date", "once", "sessionId", "clock"]);
        text.Output.Should().Contain("renewed: the clock").And.Contain("every difference has its reason").And.NotContain("!");
        (text.Output + scale).Should().NotContain(WeighIn.Secret).And.NotContain("00d4e5a1-7b3c2d19", "the recorded token is one too");
    }

    [Fact]
    public async Task Vendor_AskedAsTheScale_WithoutAWeight_DriftIsStatus1()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess vendor = await installation.SimulateVendorAsync("--verbose");

        CommandResult result = await installation.RunAsync("verify", "--against", "vendor", "--upstream", $"http://{vendor.Address}");
        (await vendor.TerminateAsync()).Should().Be(0);

        result.Status.Should().Be(1);
        result.Output.Should().MatchRegex(@"session new +body\.ind\.lg +\S+ +en_US +! no rule").And.NotContain("measure store").And.NotContain("maint store");
        (await vendor.OutputAsync() + vendor.Log).Should().Contain("session delete").And.NotContain("measure store");
        (result.Output + result.Error).Should().NotContain(WeighIn.Secret);
    }

    [Theory]
    [InlineData("00:11:22:33:44:55", "no scale 00:11:22:33:44:55 is known")]
    [InlineData("nonsense", "'nonsense' is neither `vendor` nor a MAC address")]
    public async Task NobodyToAsk_SaysWhy(string against, string reason)
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);

        CommandResult result = await installation.RunAsync("verify", "--against", against);

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain(reason);
    }
}
