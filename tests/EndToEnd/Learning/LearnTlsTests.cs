using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>A scale that speaks TLS, and trusts the authority that <c>ca export</c> prints.</summary>
public sealed class LearnTlsTests
{
    [Fact]
    public async Task ClientThatTrustsTheAuthority_IsRecorded()
    {
        using var installation = new Installation();
        using var vendor = new ScriptedVendor();
        using X509Certificate2 authority = X509Certificate2.CreateFromPem((await installation.SucceedAsync("ca", "export")).Output);
        await using ServingProcess learn = await installation.LearnAsync(vendor.Address, "--tls-listen", "127.0.0.1:0", "--until-complete");
        await learn.UntilSaidAsync(" (TLS)");
        string said = learn.Log.Split('\n').Single(line => line.EndsWith(" (TLS)", StringComparison.Ordinal));
        IPEndPoint address = IPEndPoint.Parse(said["listening on ".Length..^" (TLS)".Length]);

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "scalews.withings.net",
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
        });
        await WeighInAsync(tls);

        (await learn.EndAsync()).Should().Be(0, learn.Log);
        JsonElement recording = (await installation.SucceedAsync("recordings", "list", "--json")).Json.EnumerateArray().Should().ContainSingle().Subject;
        (recording.GetProperty("mac").GetString(), recording.GetProperty("exchanges").GetInt32()).Should().Be((WeighIn.Mac, 6));
    }

    [Fact]
    public async Task TlsPortInUse_SaidOfThatPort()
    {
        using var installation = new Installation();
        using var vendor = new ScriptedVendor();

        CommandResult result = await installation.RunAsync("learn", "--listen", "127.0.0.1:0", "--tls-listen", vendor.Address.ToString());

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain($"cannot listen on {vendor.Address}: it is in use");
    }

    [Fact]
    public async Task PortForTlsInUse_Status1_NamesThatPort()
    {
        using var installation = new Installation();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string address = taken.LocalEndpoint.ToString()!;

        CommandResult result = await installation.RunAsync("learn", "--listen", "127.0.0.1:0", "--tls-listen", address);

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain($"cannot listen on {address}: it is in use");
    }

    private static async Task WeighInAsync(SslStream tls)
    {
        var replies = new WireReader(MessageKind.Response, Strictness.Strict);
        byte[] buffer = new byte[4096];
        foreach (Turn turn in WeighIn.Turns)
        {
            if (turn.FromClient)
            {
                await tls.WriteAsync(turn.Bytes);
                continue;
            }

            WireMessage? reply;
            while (!replies.TryRead(out reply))
            {
                replies.Feed(buffer.AsSpan(0, await tls.ReadAsync(buffer)));
            }

            reply.Raw.ToArray().Should().Equal(turn.Bytes);
        }
    }
}
