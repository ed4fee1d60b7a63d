using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Serving;

public sealed class AcceptFaultTests
{
    [TraceFact]
    public async Task NoDescriptorsForAWhile_SaidSo_AndTheScaleIsAnsweredAfterwards()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        // The first two connections that are there to be accepted; asking for one that is not there yet is no fault.
        installation.Under = ["strace", "-D", "-f", "-o", installation.Beside("trace"), "-e", "trace=accept4", "-e", "inject=accept4:error=EMFILE:when=1..2"];
        await using ServingProcess serve = await installation.ServeAsync();
        installation.Under = [];

        await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--weight", "63.9");

        serve.Log.Should().Contain("no connection can be accepted at the moment: Too many open");
        (await serve.TerminateAsync()).Should().Be(0);
    }
}
