using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using static Microsoft.Playwright.Assertions;

namespace ScaleProxy.EndToEnd.Page;

public sealed class ForwardingViewTests
{
    private static string Sample => Path.Combine(Repository.Root, "captures", "weigh-in.pcap");

    [BrowserFact]
    public async Task NoForwarding_SaysSo()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync("--web", "127.0.0.1:0");
        await using Visit visit = await Visit.OpenAsync(serve, "/forwarding");

        await visit.SeeAsync("Nothing goes on to the vendor.");
    }

    [BrowserFact]
    public async Task VendorAway_WeightWaits_UntilItIsDropped()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        using Socket nobody = Unanswering(out string vendor);
        await using ServingProcess serve = await installation.ServeAsync("--web", "127.0.0.1:0", "--forward", "queue", "--upstream", $"http://{vendor}");
        await using Visit visit = await Visit.OpenAsync(serve, "/forwarding");
        await visit.SeeAsync("Nothing waits.");

        await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--weight", "63.9");
        await visit.PressAsync(AriaRole.Button, "Drop Measurement 3");
        await visit.PressAsync(AriaRole.Button, "Cancel");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Drop Measurement 3" })).ToBeVisibleAsync();
        await visit.PressAsync(AriaRole.Button, "Drop Measurement 3");
        await visit.PressAsync(AriaRole.Button, "Drop");

        await visit.SeeAsync("Nothing waits.");
        (await installation.SucceedAsync("measurements", "--json")).Json.GetArrayLength().Should().Be(3, "it stays in the archive");
        visit.Complaints.Should().BeEmpty();
    }

    // Bound, but it does not listen: whoever calls is refused at once.
    private static Socket Unanswering(out string address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        address = socket.LocalEndPoint!.ToString()!;
        return socket;
    }
}
