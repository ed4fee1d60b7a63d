using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using ScaleProxy.Proxy.Dns;

namespace ScaleProxy.Proxy.Tests.Dns;

/// <summary>The name server with real sockets.</summary>
public sealed class DnsServerTests
{
    private const string VendorsQuestion = """abcd 0100 0001 0000 0000 0000 07 "scalews" 08 "withings" 03 "net" 00 0001 0001""";
    private const string VendorsAnswer = """abcd 8580 0001 0001 0000 0000 07 "scalews" 08 "withings" 03 "net" 00 0001 0001 c00c 0001 0001 0000003c 0004 c0a8010a""";
    private const string OthersQuestion = """beef 0120 0001 0000 0000 0001 07 "ExamplE" 03 "org" 00 0010 0001 00 0029 1000 00008000 000c 000a 0008 0102030405060708""";
    private const string OthersAnswer = """beef 81a0 0001 0001 0000 0000 07 "ExamplE" 03 "org" 00 0010 0001 c00c 0010 0001 00000e10 0004 03 "abc" """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Datagram_VendorsName_Answered()
    {
        await using RunningNameServer server = await RunningNameServer.StartAsync();

        (await AskAsync(server.Address, Hex.Bytes(VendorsQuestion))).Should().Equal(Hex.Bytes(VendorsAnswer.Replace("8580", "8500", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Datagram_OtherName_QuestionAndReplyPassUntouched()
    {
        await using var resolver = new ScriptedNameServer(_ => [Hex.Bytes(OthersAnswer)]);
        await using RunningNameServer server = await RunningNameServer.StartAsync(options => options with { Resolver = resolver.Address });

        (await AskAsync(server.Address, Hex.Bytes(OthersQuestion))).Should().Equal(Hex.Bytes(OthersAnswer));
        resolver.Datagrams.Should().ContainSingle().Which.Should().Equal(Hex.Bytes(OthersQuestion));
    }

    [Fact]
    public async Task Datagram_LargeReply_PassesWhole()
    {
        byte[] large = [.. Hex.Bytes(OthersAnswer), .. new byte[20_000]];
        await using var resolver = new ScriptedNameServer(_ => [large]);
        await using RunningNameServer server = await RunningNameServer.StartAsync(options => options with { Resolver = resolver.Address });

        (await AskAsync(server.Address, Hex.Bytes(OthersQuestion))).Should().Equal(large);
    }

    [Fact]
    public async Task Stream_SeveralQuestions_AllAnsweredInOrder_InAnySplit()
    {
        await using var resolver = new ScriptedNameServer(_ => [], _ => Hex.Bytes(OthersAnswer));
        await using RunningNameServer server = await RunningNameServer.StartAsync(options => options with { Resolver = resolver.Address });
        using TcpClient connection = await ConnectAsync(server.Address);
        byte[] questions = [.. Framed(Hex.Bytes(VendorsQuestion)), .. Framed(Hex.Bytes(OthersQuestion)), .. Framed(Hex.Bytes(VendorsQuestion))];

        foreach (byte one in questions)
        {
            await connection.GetStream().WriteAsync(new[] { one });
        }

        (await ReadAsync(connection)).Should().Equal(Hex.Bytes(VendorsAnswer));
        (await ReadAsync(connection)).Should().Equal(Hex.Bytes(OthersAnswer));
        (await ReadAsync(connection)).Should().Equal(Hex.Bytes(VendorsAnswer));
        resolver.Streams.Should().ContainSingle().Which.Should().Equal(Hex.Bytes(OthersQuestion));
        resolver.Datagrams.Should().BeEmpty("what came over TCP goes on over TCP");
    }

    [Fact]
    public async Task Resolver_Silent_ServerFailure()
    {
        await using var resolver = new ScriptedNameServer(_ => [], _ => null);
        await using RunningNameServer server = await RunningNameServer.StartAsync(options =>
            options with { Resolver = resolver.Address, ResolverTimeout = TimeSpan.FromMilliseconds(100) });

        (await AskAsync(server.Address, Hex.Bytes(OthersQuestion)))[..4].Should().Equal(Hex.Bytes("beef 8182"));
        using TcpClient connection = await ConnectAsync(server.Address);
        await connection.GetStream().WriteAsync(Framed(Hex.Bytes(OthersQuestion)));
        (await ReadAsync(connection))![..4].Should().Equal(Hex.Bytes("beef 8182"));
    }

    [Fact]
    public async Task Resolver_AnswersAnotherQuestion_IsWaitedForOn()
    {
        await using var resolver = new ScriptedNameServer(question =>
        [
            Hex.Bytes("bee0" + OthersAnswer[4..]),
            Hex.Bytes(OthersAnswer.Replace("ExamplE", "examplx", StringComparison.Ordinal)),
            Hex.Bytes(OthersAnswer),
        ]);
        await using RunningNameServer server = await RunningNameServer.StartAsync(options => options with { Resolver = resolver.Address });

        (await AskAsync(server.Address, Hex.Bytes(OthersQuestion))).Should().Equal(Hex.Bytes(OthersAnswer));
    }

    [Fact]
    public async Task TooManyUnderWay_FurtherOnesFailAtOnce_AndTheVendorsAreAnswered()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var resolver = new ScriptedNameServer(_ =>
        {
            asked.TrySetResult();
            return [];
        });
        await using RunningNameServer server = await RunningNameServer.StartAsync(options =>
            options with { Resolver = resolver.Address, MaxQuestionsUnderWay = 1, ResolverTimeout = s_patience });
        using var first = new UdpClient();
        await first.SendAsync(Hex.Bytes(OthersQuestion), server.Address);
        await asked.Task.WaitAsync(s_patience);

        (await AskAsync(server.Address, Hex.Bytes(OthersQuestion)))[..4].Should().Equal(Hex.Bytes("beef 8182"));
        (await AskAsync(server.Address, Hex.Bytes(VendorsQuestion))).Should().Equal(Hex.Bytes(VendorsAnswer));
        server.Log.Should().ContainSingle(line => line.Contains("1 questions wait", StringComparison.Ordinal));
        resolver.Datagrams.Should().ContainSingle();
    }

    [Fact]
    public async Task HostileDatagrams_NoReply_AndTheNextQuestionIsAnswered()
    {
        await using RunningNameServer server = await RunningNameServer.StartAsync();
        using var client = new UdpClient(AddressFamily.InterNetwork);
        client.Connect(server.Address);
        var random = new Random(1);
        byte[] oversized = new byte[60_000];
        Hex.Bytes(VendorsQuestion).CopyTo(oversized, 0);
        byte[][] hostile = [[], [1], Hex.Bytes(VendorsAnswer), oversized, .. Enumerable.Range(0, 500).Select(_ => NoiseMarkedAsReply(random))];

        // A question in between, as the kernel would drop what it has no room for.
        foreach (byte[][] some in hostile.Chunk(10))
        {
            foreach (byte[] datagram in some)
            {
                await client.SendAsync(datagram);
            }

            await client.SendAsync(Hex.Bytes(VendorsQuestion));
            (await client.ReceiveAsync().WaitAsync(s_patience)).Buffer[..2].Should().Equal(Hex.Bytes("abcd"));
        }

        client.Available.Should().Be(0);
    }

    [Theory]
    [InlineData("no question", "0001 00")]
    [InlineData("nothing at all", "0000")]
    [InlineData("a reply", "000c abcd 8100 0001 0000 0000 0000")]
    public async Task Stream_NoQuestion_Closed(string why, string bytes)
    {
        await using RunningNameServer server = await RunningNameServer.StartAsync();
        using TcpClient connection = await ConnectAsync(server.Address);

        await connection.GetStream().WriteAsync(Hex.Bytes(bytes));

        (await ReadAsync(connection)).Should().BeNull(why);
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("half a length", "00")]
    [InlineData("half a question", "0020 abcd 0100")]
    public async Task Stream_IdleTooLong_Closed(string sent, string bytes)
    {
        await using RunningNameServer server = await RunningNameServer.StartAsync(options => options with { IdleTimeout = TimeSpan.FromMilliseconds(100) });
        using TcpClient connection = await ConnectAsync(server.Address);

        await connection.GetStream().WriteAsync(Hex.Bytes(bytes));

        (await ReadAsync(connection)).Should().BeNull(sent);
    }

    [Fact]
    public async Task Stream_TooManyConnections_FurtherOneIsClosed_TheOthersGoOn()
    {
        await using RunningNameServer server = await RunningNameServer.StartAsync(options => options with { MaxConnections = 1 });
        using TcpClient first = await ConnectAsync(server.Address);
        await first.GetStream().WriteAsync(Framed(Hex.Bytes(VendorsQuestion)));
        (await ReadAsync(first)).Should().NotBeNull();

        using TcpClient second = await ConnectAsync(server.Address);
        (await ReadAsync(second)).Should().BeNull();

        await first.GetStream().WriteAsync(Framed(Hex.Bytes(VendorsQuestion)));
        (await ReadAsync(first)).Should().NotBeNull();
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.7")]
    [InlineData("::", "127.0.0.7")]
    [InlineData("::", "::1")]
    public async Task ListensOnAllAddresses_ReplyComesFromTheOneThatWasAsked(string listen, string asked)
    {
        if (listen == "::" && !Socket.OSSupportsIPv6)
        {
            return;
        }

        await using RunningNameServer server = await RunningNameServer.StartAsync(options => options with { Listen = new IPEndPoint(IPAddress.Parse(listen), 0) });
        var address = new IPEndPoint(IPAddress.Parse(asked), server.Address.Port);

        // A connected socket takes replies from the asked address alone.
        for (int i = 0; i < 3; i++)
        {
            (await AskAsync(address, Hex.Bytes(VendorsQuestion)))[..2].Should().Equal(Hex.Bytes("abcd"));
        }
    }

    [Fact]
    public async Task Answered_LogSaysSo_LoudOncePerClient()
    {
        await using RunningNameServer server = await RunningNameServer.StartAsync();

        await AskAsync(server.Address, Hex.Bytes(VendorsQuestion));
        await AskAsync(server.Address, Hex.Bytes(VendorsQuestion));

        server.Log.Where(line => line.Contains("scalews.withings.net", StringComparison.Ordinal)).Should().Equal(
            "Information 127.0.0.1 asked for scalews.withings.net and was told 192.168.1.10",
            "Debug 127.0.0.1 asked for scalews.withings.net and was told 192.168.1.10");
    }

    [Fact]
    public async Task OtherNames_AreNotLogged()
    {
        await using var resolver = new ScriptedNameServer(_ => [], _ => null);
        await using RunningNameServer server = await RunningNameServer.StartAsync(options =>
            options with { Resolver = resolver.Address, ResolverTimeout = TimeSpan.FromMilliseconds(50) });

        await AskAsync(server.Address, Hex.Bytes(OthersQuestion));

        server.Log.Should().NotBeEmpty().And.NotContain(line => line.Contains("example", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    public async Task ResolverIsOurselves_DoesNotStart(string listen, string resolver)
    {
        int port = FreePort();
        await using var server = Server(Options(new IPEndPoint(IPAddress.Parse(listen), port)) with { Resolver = new IPEndPoint(IPAddress.Parse(resolver), port) });

        Func<Task> starting = () => server.StartAsync(CancellationToken.None);

        await starting.Should().ThrowAsync<DnsServerException>().WithMessage($"*{resolver}:{port}*this very name server*");
    }

    [Fact]
    public async Task ResolverIsBesideUs_Starts()
    {
        int port = FreePort();
        await using var server = Server(Options(new IPEndPoint(IPAddress.Parse("127.0.0.2"), port)) with { Resolver = new IPEndPoint(IPAddress.Loopback, port) });

        (await server.StartAsync(CancellationToken.None)).Should().Be($"127.0.0.2:{port}");
    }

    [Theory]
    [InlineData(SocketType.Stream)]
    [InlineData(SocketType.Dgram)]
    public async Task PortIsTaken_SaysSo(SocketType type)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (type == SocketType.Stream)
        {
            taken.Listen();
        }

        foreach (IPAddress listen in (IPAddress[])[IPAddress.Loopback, IPAddress.Any])
        {
            await using var server = Server(Options(new IPEndPoint(listen, ((IPEndPoint)taken.LocalEndPoint!).Port)));
            Func<Task> starting = () => server.StartAsync(CancellationToken.None);
            await starting.Should().ThrowAsync<DnsServerException>().WithMessage("*another name server has it*");
        }
    }

    [Fact]
    public async Task AnswerIsNoAddress_DoesNotStart()
    {
        await using var server = Server(Options(new IPEndPoint(IPAddress.Loopback, 0)) with { Answer = IPAddress.Any });

        Func<Task> starting = () => server.StartAsync(CancellationToken.None);

        await starting.Should().ThrowAsync<DnsServerException>().WithMessage("0.0.0.0*");
    }

    [Fact]
    public async Task Stopped_WhileQuestionsAndConnectionsAreOpen_PortIsFree()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var resolver = new ScriptedNameServer(_ =>
        {
            asked.TrySetResult();
            return [];
        });
        RunningNameServer server = await RunningNameServer.StartAsync(options => options with { Resolver = resolver.Address, ResolverTimeout = s_patience });
        using TcpClient connection = await ConnectAsync(server.Address);
        using var client = new UdpClient();
        await client.SendAsync(Hex.Bytes(OthersQuestion), server.Address);
        await asked.Task.WaitAsync(s_patience);

        await server.DisposeAsync().AsTask().WaitAsync(s_patience);

        using var next = new UdpClient(server.Address);
        server.Log.Should().NotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    private static DnsServerOptions Options(IPEndPoint listen) => new() { Listen = listen, Answer = IPAddress.Parse("192.168.1.10") };

    private static DnsServer Server(DnsServerOptions options) => new(options, TimeProvider.System, NullLoggerFactory.Instance);

    private static byte[] NoiseMarkedAsReply(Random random)
    {
        byte[] noise = new byte[random.Next(3, 600)];
        random.NextBytes(noise);
        noise[2] |= 0x80;
        return noise;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static byte[] Framed(byte[] message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    private static async Task<byte[]> AskAsync(IPEndPoint server, byte[] question)
    {
        using var client = new UdpClient(server.AddressFamily);
        client.Connect(server);
        await client.SendAsync(question);
        return (await client.ReceiveAsync().WaitAsync(s_patience)).Buffer;
    }

    private static async Task<TcpClient> ConnectAsync(IPEndPoint server)
    {
        var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server);
        return client;
    }

    // Null where the connection is closed instead.
    private static async Task<byte[]?> ReadAsync(TcpClient connection)
    {
        using var limit = new CancellationTokenSource(s_patience);
        byte[] prefix = new byte[2];
        try
        {
            if (await connection.GetStream().ReadAtLeastAsync(prefix, 2, throwOnEndOfStream: false, limit.Token) == 0)
            {
                return null;
            }
        }
        catch (IOException)
        {
            // Closed with bytes unread: a reset.
            return null;
        }

        byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
        await connection.GetStream().ReadExactlyAsync(message, limit.Token);
        return message;
    }
}
