using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Learning;

public sealed partial class TlsLearnTests
{
    private const string Host = "scalews.withings.net";
    private const string Request = "POST /cgi-bin/once HTTP/1.1\r\nHost: scalews.withings.net\r\nContent-Length: 10\r\n\r\naction=get";
    private const string Reply = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"status\":0}";

    [Fact]
    public async Task ClientThatTrustsTheExportedAuthority_Recorded()
    {
        using var installation = new Installation();
        using var vendor = new TcpListener(IPAddress.Loopback, 0);
        vendor.Start();
        Task answering = AnswerAsync(vendor);
        X509Certificate2Collection roots = [X509Certificate2.CreateFromPem((await installation.SucceedAsync("ca", "export")).Output)];
        await using (ServingProcess learn = await installation.LearnAsync((IPEndPoint)vendor.LocalEndpoint, "--tls-listen", "127.0.0.1:0"))
        {
            using var scale = new TcpClient();
            await scale.ConnectAsync(IPEndPoint.Parse(TlsAddress().Match(learn.Log).Groups["address"].Value));
            await using var tls = new SslStream(scale.GetStream());
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(roots);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Host, CertificateChainPolicy = policy });
            await tls.WriteAsync(Encoding.ASCII.GetBytes(Request));
            byte[] reply = new byte[Reply.Length];
            await tls.ReadExactlyAsync(reply);
            Encoding.ASCII.GetString(reply).Should().Be(Reply);
            await answering;
            (await learn.TerminateAsync()).Should().Be(0);
        }

        (await installation.SucceedAsync("recordings", "list", "--json")).Json.EnumerateArray()
            .Should().ContainSingle().Which.GetProperty("exchanges").GetInt32().Should().Be(1);
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

    private static async Task AnswerAsync(TcpListener vendor)
    {
        using TcpClient relay = await vendor.AcceptTcpClientAsync();
        byte[] request = new byte[Request.Length];
        await relay.GetStream().ReadExactlyAsync(request);
        Encoding.ASCII.GetString(request).Should().Be(Request);
        await relay.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Reply));
    }

    [GeneratedRegex("listening for TLS on (?<address>[0-9.:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TlsAddress();
}
