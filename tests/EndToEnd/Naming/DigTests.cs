using System.Text.RegularExpressions;
using ScaleProxy.EndToEnd.Exporting;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Naming;

/// <summary>What <c>dig</c>, a program of others, makes of the name server of <c>learn</c>.</summary>
public sealed partial class DigTests
{
    [ReaderFact("dig")]
    public async Task VendorsNamesAreOurs_OthersArePassedOn_OverUdpAndTcp()
    {
        using var elsewhere = new Installation();
        using var here = new Installation();
        // Another name server, which knows a name that is nobody's here.
        await using ServingProcess other = await elsewhere.LearnAsync(null, "--dns", "127.0.0.1:0", "--answer", "192.0.2.99", "--allow-host", "elsewhere.example");
        (string address, string port) = NameServerOf(other);
        await using ServingProcess learn = await here.LearnAsync(null, "--dns", "127.0.0.1:0", "--answer", "192.0.2.7", "--resolver", $"{address}:{port}");

        foreach (string transport in new[] { "+notcp", "+tcp" })
        {
            (await DigAsync(learn, transport, "+short", "scalews.withings.net", "A")).Should().Be("192.0.2.7\n");
            (await DigAsync(learn, transport, "+short", "SCALEWS.withings.NET", "A")).Should().Be("192.0.2.7\n");
            (await DigAsync(learn, transport, "+short", "www.elsewhere.example", "A")).Should().Be("192.0.2.99\n");

            string none = await DigAsync(learn, transport, "scalews.withings.net", "AAAA");
            none.Should().Contain("status: NOERROR").And.Contain("ANSWER: 0").And.NotContain("WARNING").And.NotContain("malformed");
        }

        (await learn.TerminateAsync()).Should().Be(0, learn.Log);
    }

    private static async Task<string> DigAsync(ServingProcess learn, params string[] question)
    {
        (string address, string port) = NameServerOf(learn);
        return await Reader.RunAsync("dig", [$"@{address}", "-p", port, "+time=5", "+tries=1", .. question]);
    }

    private static (string Address, string Port) NameServerOf(ServingProcess learn)
    {
        Match said = NameServer().Match(learn.Log);
        said.Success.Should().BeTrue(learn.Log);
        return (said.Groups["address"].Value, said.Groups["port"].Value);
    }

    [GeneratedRegex(@"answering names on (?<address>\S+):(?<port>[0-9]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameServer();
}
