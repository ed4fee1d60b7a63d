using System.Net;
using System.Net.Sockets;
using ScaleProxy.Proxy.Dns;

namespace ScaleProxy.Proxy.Tests.Dns;

public sealed class DnsResolverTests
{
    private const string A = " 0001 0001 ";
    private const string Aaaa = " 001c 0001 ";
    private const string Address = " c00c 0001 0001 0000003c 0004 0a000001 ";

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task HasAnAddress_IsFound_AndAaaaIsNotAsked()
    {
        await using var server = new ScriptedNameServer(question => [Reply(question, "8180", 1, Address)]);

        IReadOnlyList<IPAddress> addresses = await ResolveAsync(server, "www.ab");

        addresses.Should().Equal(IPAddress.Parse("10.0.0.1"));
        server.Datagrams.Should().ContainSingle().Which[2..].Should().Equal(Hex.Bytes("""0100 0001 0000 0000 0000 03 "www" 02 "ab" 00""" + A));
    }

    [Fact]
    public async Task HasNoA_AaaaIsAsked()
    {
        await using var server = new ScriptedNameServer(question => [TypeOf(question) == 1
            ? Reply(question, "8180", 0, string.Empty)
            : Reply(question, "8180", 1, "c00c 001c 0001 0000003c 0010 20010db8000000000000000000000001")]);

        (await ResolveAsync(server, "www.ab")).Should().Equal(IPAddress.Parse("2001:db8::1"));
    }

    [Fact]
    public async Task HasNeither_SaysSo()
    {
        await using var server = new ScriptedNameServer(question => [Reply(question, "8180", 0, string.Empty)]);

        await FailsAsync(server, "it has no address");
        server.Datagrams.Should().HaveCount(2);
    }

    [Fact]
    public async Task NoSuchName_SaysSo_AndIsNotAskedAgain()
    {
        await using var server = new ScriptedNameServer(question => [Reply(question, "8183", 0, string.Empty)]);

        await FailsAsync(server, "there is no such name");
        server.Datagrams.Should().ContainSingle();
    }

    [Fact]
    public async Task FailsOnce_IsAskedAgain_WithAnotherIdFromAnotherPort()
    {
        int questions = 0;
        await using var server = new ScriptedNameServer(question =>
            [questions++ == 0 ? Reply(question, "8182", 0, string.Empty) : Reply(question, "8180", 1, Address)]);

        (await ResolveAsync(server, "www.ab")).Should().ContainSingle();
        server.Datagrams.Should().HaveCount(2);
        server.Ports.Distinct().Should().HaveCount(2);
    }

    [Fact]
    public async Task SilentOnce_IsAskedAgain()
    {
        int questions = 0;
        await using var server = new ScriptedNameServer(question => questions++ == 0 ? [] : [Reply(question, "8180", 1, Address)]);

        (await ResolveAsync(server, "www.ab", s_short)).Should().ContainSingle();
    }

    [Fact]
    public async Task Silent_GivesUp_NamingHostResolverAndReason()
    {
        await using var server = new ScriptedNameServer(_ => []);

        NameResolutionException e = await FailsAsync(server, "it does not answer", s_short);

        e.Message.Should().Contain("www.ab").And.Contain(server.Address.ToString());
        server.Datagrams.Should().HaveCount(3);
    }

    [Fact]
    public async Task NobodyThere_SaysSo()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = (IPEndPoint)taken.LocalEndPoint!;
        taken.Dispose();

        Func<Task> resolving = () => new DnsResolver(address, TimeProvider.System).ResolveAsync("www.ab", CancellationToken.None);

        (await resolving.Should().ThrowAsync<NameResolutionException>()).Which.Reason.Should().Be("no name server listens there");
    }

    [Fact]
    public async Task ForgedReplies_AreNotTaken()
    {
        const string forged = " c00c 0001 0001 0000003c 0004 06060606 ";
        await using var server = new ScriptedNameServer(question =>
        [
            [],
            [1, 2, 3],
            With(Reply(question, "8180", 1, forged), at: 1, question[1] ^ 1),
            Reply(question, "0100", 1, forged),
            Reply(question, "a180", 1, forged),
            With(Reply(question, "8180", 1, forged), at: 13, 'v'),
            With(Reply(question, "8180", 1, forged), at: 21, 28),
            With(Reply(question, "8180", 1, forged), at: 5, 0),
            Reply(question, "8180", 1, Address),
        ]);

        (await ResolveAsync(server, "www.ab")).Should().Equal(IPAddress.Parse("10.0.0.1"));
        server.Datagrams.Should().ContainSingle();
    }

    [Fact]
    public async Task EndlessStrays_GivesUp()
    {
        await using var server = new ScriptedNameServer(_ => Enumerable.Repeat(new byte[] { 1 }, 64));

        await FailsAsync(server, "it answers other questions than ours");
    }

    [Fact]
    public async Task CutShort_IsAskedAgainOverTcp_TheSameQuestion()
    {
        await using var server = new ScriptedNameServer(
            question => [Reply(question, "8380", 0, string.Empty)],
            question => Reply(question, "8180", 1, Address));

        (await ResolveAsync(server, "www.ab")).Should().Equal(IPAddress.Parse("10.0.0.1"));
        server.Streams.Should().ContainSingle().Which.Should().Equal(server.Datagrams.Single());
    }

    [Fact]
    public async Task CutShort_TcpBreaksOff_SaysSo()
    {
        await using var server = new ScriptedNameServer(question => [Reply(question, "8380", 0, string.Empty)], _ => null);

        await FailsAsync(server, "it closed the connection without a reply");
    }

    [Fact]
    public async Task Damaged_SaysSo()
    {
        await using var server = new ScriptedNameServer(question => [Reply(question, "8180", 1, "c00c")]);

        await FailsAsync(server, "its reply cannot be read");
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("2001:db8::1")]
    public async Task Address_IsItself_AndNobodyIsAsked(string address)
    {
        await using var server = new ScriptedNameServer(_ => []);

        (await ResolveAsync(server, address)).Should().Equal(IPAddress.Parse(address));
        server.Datagrams.Should().BeEmpty();
    }

    [Theory]
    [InlineData("not a host")]
    [InlineData("")]
    [InlineData("a..b")]
    public async Task NoHostName_SaysSo_AndNobodyIsAsked(string host)
    {
        await using var server = new ScriptedNameServer(_ => []);

        Func<Task> resolving = () => ResolveAsync(server, host);

        (await resolving.Should().ThrowAsync<NameResolutionException>()).Which.Reason.Should().Be("it is no host name");
        server.Datagrams.Should().BeEmpty();
    }

    [Fact]
    public async Task Cancelled_EndsAtOnce()
    {
        using var cancellation = new CancellationTokenSource();
        await using var server = new ScriptedNameServer(_ =>
        {
            cancellation.Cancel();
            return [];
        });

        Func<Task> resolving = () => new DnsResolver(server.Address, TimeProvider.System) { Patience = TimeSpan.FromMinutes(5) }.ResolveAsync("www.ab", cancellation.Token);

        await resolving.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task System_KnowsLocalhost_AndSaysWhatItDoesNotKnow()
    {
        var resolver = new SystemNameResolver();

        (await resolver.ResolveAsync("localhost", CancellationToken.None)).Should().OnlyContain(address => IPAddress.IsLoopback(address));
        Func<Task> resolving = () => resolver.ResolveAsync(new string('a', 300), CancellationToken.None);
        (await resolving.Should().ThrowAsync<NameResolutionException>()).WithMessage("*aaa*this machine's resolver*");
    }

    private static Task<IReadOnlyList<IPAddress>> ResolveAsync(ScriptedNameServer server, string host, TimeSpan? patience = null) =>
        new DnsResolver(server.Address, TimeProvider.System) { Patience = patience ?? TimeSpan.FromSeconds(30) }.ResolveAsync(host, CancellationToken.None);

    private static async Task<NameResolutionException> FailsAsync(ScriptedNameServer server, string reason, TimeSpan? patience = null)
    {
        Func<Task> resolving = () => ResolveAsync(server, "www.ab", patience);
        NameResolutionException e = (await resolving.Should().ThrowAsync<NameResolutionException>()).Which;
        e.Reason.Should().Be(reason);
        return e;
    }

    private static int TypeOf(byte[] question) => question[^3];

    private static byte[] With(byte[] message, int at, int value)
    {
        message[at] = (byte)value;
        return message;
    }

    private static byte[] Reply(byte[] question, string flags, int answers, string records) =>
        [.. question[..2], .. Hex.Bytes($"{flags} 0001 {answers:x4} 0000 0000"), .. question[12..], .. Hex.Bytes(records)];
}
