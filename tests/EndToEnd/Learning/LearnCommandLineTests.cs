using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Learning;

public sealed class LearnCommandLineTests
{
    [Theory]
    [InlineData("--transparent --upstream http://192.0.2.1", "contradict")]
    [InlineData("--dns 127.0.0.1:5353", "--dns and --answer go together")]
    [InlineData("--answer 192.0.2.1", "--dns and --answer go together")]
    [InlineData("--insecure-upstream", "nothing without TLS")]
    [InlineData("--insecure-upstream --upstream http://192.0.2.1", "nothing without TLS")]
    public async Task WhatDoesNotGoTogether_Status2_AndWhy(string options, string names)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync(["learn", .. options.Split(' ')]);

        result.Status.Should().Be(2);
        result.ErrorLines.Should().HaveCount(2);
        result.ErrorLines[0].Should().Contain(names);
        result.ErrorLines[1].Should().Contain("learn --help");
    }

    [Theory]
    [InlineData("--listen nowhere:80", "nowhere:80")]
    [InlineData("--upstream vendor.example", "--upstream")]
    [InlineData("--upstream ftp://vendor.example", "--upstream")]
    [InlineData("--upstream http://user:geheim@vendor.example", "--upstream")]
    [InlineData("--upstream http://vendor.example/cgi-bin", "--upstream")]
    [InlineData("--resolver 53", "--resolver")]
    [InlineData("--resolver dns.example", "--resolver")]
    [InlineData("--dns 127.0.0.1:5353 --answer nobody", "--answer")]
    [InlineData("--dns 127.0.0.1:5353 --answer 53", "--answer")]
    public async Task WrongValue_Status1_OneLine(string options, string names)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync(["learn", .. options.Split(' ')]);

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain(names).And.NotContain("geheim");
    }
}
