using System.Text.Json;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Simulating;

/// <summary>The simulated scale and the simulated vendor as commands, with each other and with the rest of the program.</summary>
public sealed class SimulateTests
{
    private static string Sample => Path.Combine(Capture.Tests.Repository.Root, "captures", "weigh-in.pcap");

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task ScaleAndVendor_AreMadeForEachOther(string signal)
    {
        using var installation = new Installation();
        await using ServingProcess vendor = await installation.SimulateVendorAsync();

        CommandResult scale = await installation.SucceedAsync(
            "simulate", "scale", vendor.Address.ToString(), "--users", "2", "--weight", "63.2", "--weight", "80.905", "--queued", "1", "--maintenance", "--associate");

        scale.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().SatisfyRespectively(
            line => line.Should().Be("once get → HTTP 200, status 0: a token to prove itself with"),
            line => line.Should().StartWith("session new → HTTP 200, status 0: knows LEA, TOM; sets its clock to "),
            line => line.Should().Be("maint store → HTTP 200, status 0: its state, secret and all"),
            line => line.Should().Be("association deviceassociationrequest → HTTP 200, status 205: is not linked yet, and shows a code of 6 characters"),
            line => line.Should().StartWith("measure store → HTTP 200, status 0: LEA: 63.2 kg, of "),
            line => line.Should().Be("measure store → HTTP 200, status 0: LEA: 63.2 kg"),
            line => line.Should().Be("measure store → HTTP 200, status 0: TOM: 80.905 kg"),
            line => line.Should().Be("session delete → HTTP 200, status 0: the session is over"),
            line => line.Should().Be("content: 8 requests answered as a scale wants it"));
        (await vendor.TerminateAsync(signal)).Should().Be(0);
        string output = await vendor.OutputAsync();
        output.Should().Contain($"{WeighIn.Mac}: measure store → status 0: TOM: 80.905 kg (3 measurements stored)").And.NotContain(WeighIn.Secret);
        vendor.Log.Should().NotContain(WeighIn.Secret);
    }

    [Theory]
    [InlineData("wbs01")]
    [InlineData("ws30")]
    [InlineData("ws50")]
    public async Task EveryModel_IsContentWithServe(string model)
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync();

        CommandResult scale = await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--model", model, "--weight", "62.9", "--fresh-connections", "--maintenance", "--json");

        scale.Json.GetProperty("content").GetBoolean().Should().BeTrue();
        JsonElement weighed = (await installation.SucceedAsync("measurements", "--json")).Json.EnumerateArray().Single(measurement => measurement.GetProperty("weightKg").GetRawText() == "62.9");
        weighed.GetProperty("user").GetString().Should().Be("LEA");
        weighed.GetProperty("source").GetString().Should().Be("serve");
    }

    [Fact]
    public async Task VendorLearnedFrom_CanBeDoneWithout()
    {
        using var installation = new Installation();
        await using ServingProcess vendor = await installation.SimulateVendorAsync("--firmware-offer", "http://fw.example/a.bin");
        await using (ServingProcess learn = await installation.LearnAsync(vendor.Address))
        {
            CommandResult first = await installation.SucceedAsync("simulate", "scale", learn.Address.ToString(), "--maintenance", "--associate");
            first.Output.Should().NotContain("firmware", "the guard takes the offer out");
            (await learn.TerminateAsync()).Should().Be(0);
        }

        (await vendor.TerminateAsync()).Should().Be(0);
        await using ServingProcess serve = await installation.ServeAsync();

        await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--associate", "--queued", "2");
    }

    [Fact]
    public async Task WrongHash_Status1_OneLine_AndTheDocumentSaysWhy()
    {
        using var installation = new Installation();
        await using ServingProcess vendor = await installation.SimulateVendorAsync("--json");

        CommandResult scale = await installation.RunAsync("simulate", "scale", vendor.Address.ToString(), "--wrong-hash", "--json");

        scale.Status.Should().Be(1);
        scale.ErrorLines.Should().ContainSingle().Which.Should().Contain("'session new'").And.Contain("status 100").And.NotContain(WeighIn.Secret);
        scale.Json.GetProperty("content").GetBoolean().Should().BeFalse();
        scale.Json.GetProperty("problem").GetString().Should().Contain("status 100");
        scale.Json.GetProperty("steps").GetArrayLength().Should().Be(1);
        (await vendor.TerminateAsync()).Should().Be(0);
        JsonElement[] events = [.. (await vendor.OutputAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        events.Select(line => line.GetProperty("status").GetInt32()).Should().Equal(0, 100);
        events[1].GetProperty("mac").GetString().Should().Be(WeighIn.Mac);
    }

    [Theory]
    [InlineData("503", "HTTP 503")]
    [InlineData("reset", "was reset")]
    [InlineData("bad-json", "not JSON")]
    public async Task Fault_IsOneLineToTheScale(string fault, string seen)
    {
        using var installation = new Installation();
        await using ServingProcess vendor = await installation.SimulateVendorAsync("--fault", fault, "--fault-every", "3");

        CommandResult scale = await installation.RunAsync("simulate", "scale", vendor.Address.ToString());

        scale.Status.Should().Be(1);
        scale.ErrorLines.Should().ContainSingle().Which.Should().StartWith($"scaleproxy: the scale is not content: 'measure store' to {vendor.Address}: ").And.Contain(seen);
        (await vendor.TerminateAsync()).Should().Be(0);
        (await vendor.OutputAsync()).Should().Contain($"fault {fault}");
    }

    [Fact]
    public async Task ScaleThatTheVendorWasToldOf_AndNoOther()
    {
        using var installation = new Installation();
        await using ServingProcess vendor = await installation.SimulateVendorAsync("--scale", "0024E40B0B0B=aaaabbbbccccdddd", "--scale", "00:24:e4:0b:0b:0c=abcdefghijklmnop");
        string address = vendor.Address.ToString();

        await installation.SucceedAsync("simulate", "scale", address, "--mac", "00:24:e4:0b:0b:0b", "--secret", "aaaabbbbccccdddd", "--count", "2", "--interval", "0");
        (await installation.RunAsync("simulate", "scale", address)).ErrorLines.Should().ContainSingle().Which.Should().Contain("status 100");
    }

    [Theory]
    [InlineData("simulate vendor --fault gremlins")]
    [InlineData("simulate vendor --fault-every 0")]
    [InlineData("simulate vendor --firmware-offer fw.bin")]
    [InlineData("simulate vendor --scale 00:24:e4:0b:0b:0b=geheim")]
    [InlineData("simulate scale")]
    [InlineData("simulate scale 127.0.0.1:1 --model ws99")]
    [InlineData("simulate scale 127.0.0.1:1 --secret geheim")]
    [InlineData("simulate scale 127.0.0.1:1 --queued 17")]
    [InlineData("simulate scale 127.0.0.1:1 --users 9")]
    [InlineData("simulate scale 127.0.0.1:1 --weight 63.2001")]
    [InlineData("simulate scale 127.0.0.1:1 --weight -3")]
    [InlineData("simulate scale 127.0.0.1:1 --weight 301")]
    public async Task WrongCommandLine_Status2_AndNoSecretRepeated(string line)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync(line.Split(' '));

        result.Status.Should().Be(2);
        result.Error.Should().Contain("--help").And.NotContain("geheim").And.NotContain("   at ");
    }

    [Theory]
    [InlineData("simulate scale nobody:there:1", "nobody:there:1")]
    [InlineData("simulate scale 127.0.0.1:1", "nobody listens there")]
    [InlineData("simulate scale 127.0.0.1:1 --mac xyz", "--mac")]
    [InlineData("simulate scale 127.0.0.1:1 --interval 1 --json", "--count")]
    [InlineData("simulate vendor --listen nowhere:1", "nowhere:1")]
    public async Task WhatAPersonCanMend_Status1_OneLine(string line, string names)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync(line.Split(' '));

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain(names);
    }
}
