using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using ScaleProxy.Replay.Transport;

namespace ScaleProxy.Replay.Tests.Transport;

/// <summary>A connection without pipes between it and its socket keeps what pipes promise.</summary>
#pragma warning disable CA1001 // xunit awaits DisposeAsync.
public sealed class SocketConnectionTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private SocketConnection _connection = null!;

    private PipeReader Input => _connection.Input;

    private PipeWriter Output => _connection.Output;

    public async Task InitializeAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await _client.ConnectAsync(listener.LocalEndpoint);
        _connection = new SocketConnection(await listener.AcceptSocketAsync());
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task WhatIsNotConsumed_ComesAgainWithMore()
    {
        _client.Send("onetwo"u8);
        ReadResult first = await Input.ReadAsync();
        Input.AdvanceTo(first.Buffer.GetPosition(3), first.Buffer.End);
        _client.Send("three"u8);

        ReadResult second = await Input.ReadAsync();

        Text(second).Should().Be("twothree");
    }

    [Fact]
    public async Task WhatIsNotExamined_ComesAtOnce()
    {
        _client.Send("onetwo"u8);
        ReadResult first = await Input.ReadAsync();
        Input.AdvanceTo(first.Buffer.GetPosition(3));

        ValueTask<ReadResult> second = Input.ReadAsync();

        second.IsCompleted.Should().BeTrue();
        Text(await second).Should().Be("two");
        Input.TryRead(out ReadResult same).Should().BeTrue();
        Input.AdvanceTo(same.Buffer.End);
        Input.TryRead(out _).Should().BeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public async Task MoreThanTheBufferTakes_IsKeptInOnePiece(int consumedFirst)
    {
        byte[] sent = new byte[100_000];
        new Random(7).NextBytes(sent);
        Task sending = _client.SendAsync(sent);
        var got = new List<byte>();
        while (true)
        {
            ReadOnlySequence<byte> buffer = (await Input.ReadAsync()).Buffer;
            if (got.Count + buffer.Length == sent.Length)
            {
                got.AddRange(buffer.ToArray());
                break;
            }

            int count = got.Count == 0 && buffer.Length >= consumedFirst ? consumedFirst : 0;
            got.AddRange(buffer.Slice(0, count).ToArray());
            Input.AdvanceTo(buffer.GetPosition(count), buffer.End);
        }

        await sending;
        got.Should().Equal(sent);
    }

    [Fact]
    public async Task CancelPendingRead_WakesIt_AndLosesNothing()
    {
        ValueTask<ReadResult> waiting = Input.ReadAsync();
        waiting.IsCompleted.Should().BeFalse();

        Input.CancelPendingRead();

        ReadResult woken = await waiting;
        (woken.IsCanceled, woken.IsCompleted, woken.Buffer.IsEmpty).Should().Be((true, false, true));
        _client.Send("later"u8);
        Text(await Input.ReadAsync()).Should().Be("later");
    }

    [Fact]
    public async Task CancelPendingRead_WhileNobodyReads_IsForTheNext()
    {
        Input.CancelPendingRead();

        (await Input.ReadAsync()).IsCanceled.Should().BeTrue();
    }

    [Fact]
    public async Task ReadWithAToken_EndsWithIt()
    {
        using var cancellation = new CancellationTokenSource();
        ValueTask<ReadResult> waiting = Input.ReadAsync(cancellation.Token);

        await cancellation.CancelAsync();

        await FluentActions.Awaiting(async () => await waiting).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task OtherSideEnds_Completed()
    {
        _client.Shutdown(SocketShutdown.Send);

        ReadResult read = await Input.ReadAsync();

        (read.IsCompleted, read.Buffer.IsEmpty).Should().Be((true, true));
    }

    [Fact]
    public async Task OtherSideResets_ReadSaysSo_AndAFlushIsCompleted()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Dispose();

        await FluentActions.Awaiting(async () => await Input.ReadAsync()).Should().ThrowAsync<ConnectionResetException>();
        Output.Write("too late"u8);
        (await Output.FlushAsync()).IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Abort_ReadIsToldTheReason_AndTheOtherSideSeesTheEnd()
    {
        ValueTask<ReadResult> waiting = Input.ReadAsync();

        _connection.Abort(new ConnectionAbortedException("silent for too long"));

        await FluentActions.Awaiting(async () => await waiting).Should().ThrowAsync<ConnectionAbortedException>().WithMessage("silent for too long");
        (await _client.ReceiveAsync(new byte[1])).Should().Be(0);
        _connection.ConnectionClosed.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task AbortAndWakeWhileItEnds_HarmNobody()
    {
        await _connection.DisposeAsync();

        _connection.Abort(new ConnectionAbortedException("too late"));
        Input.CancelPendingRead();

        _connection.ConnectionClosed.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task WhoDoesNotRead_IsWaitedFor()
    {
        byte[] much = new byte[16 * 1024 * 1024];
        much.AsSpan().Fill(7);
        Output.Write(much);
        Output.UnflushedBytes.Should().Be(much.Length);

        ValueTask<FlushResult> flushing = Output.FlushAsync();

        flushing.IsCompleted.Should().BeFalse("the kernel does not take so much");
        byte[] got = new byte[much.Length];
        for (int count = 0; count < got.Length;)
        {
            count += await _client.ReceiveAsync(got.AsMemory(count));
        }

        (await flushing).IsCompleted.Should().BeFalse();
        Output.UnflushedBytes.Should().Be(0);
        got.AsSpan().ContainsAnyExcept((byte)7).Should().BeFalse();
    }

    [Fact]
    public async Task EndOnTopOfWhatWasNotRead_TheLastReplyArrives()
    {
        await _client.SendAsync(new byte[100_000]);
        await Input.ReadAsync();
        Output.Write("413"u8);
        await Output.FlushAsync();

        await _connection.DisposeAsync();

        byte[] got = new byte[10];
        System.Text.Encoding.ASCII.GetString(got.AsSpan(0, await _client.ReceiveAsync(got))).Should().Be("413");
        (await _client.ReceiveAsync(got)).Should().Be(0, "it is an orderly end, not a reset");
    }

    private static string Text(ReadResult read) => System.Text.Encoding.ASCII.GetString(read.Buffer.ToArray());
}
