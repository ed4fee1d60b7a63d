using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>One connection to a simulated vendor: bytes to the reader, messages to the vendor, and what it does onto the wire.</summary>
internal sealed class VendorConnectionHandler(FaultyVendor vendor, VendorOptions options, TimeProvider clock, Action<VendorEvent> tell, ServeLog log)
{
    /// <summary>Serves a connection until either side ends it.</summary>
    public async Task OnConnectedAsync(ConnectionContext context)
    {
        IPAddress client = AddressOf(context.RemoteEndPoint);
        // When the process is told to end, a connection that waits for a request or for a pause ends at once.
        CancellationToken ending = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ending, context.ConnectionClosed);
        try
        {
            await ServeAsync(context, client, end.Token);
        }
        catch (Exception e) when (e is ConnectionResetException or ConnectionAbortedException or OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            log.Lost(client.ToString(), e.Message);
        }
#pragma warning disable CA1031 // A fault in one connection must not take the others with it; it is logged whole.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.Fault(client.ToString(), e);
        }
    }

    private async Task ServeAsync(ConnectionContext context, IPAddress client, CancellationToken end)
    {
        var watch = new IdleWatch(context, clock, options.IdleTimeout);
        var reader = new WireReader(MessageKind.Request, Strictness.Strict, options.Limits);
        PipeReader input = context.Transport.Input;
        PipeWriter output = context.Transport.Output;
        bool continued = false;
        bool open = true;
        while (open)
        {
            ReadResult read = await input.ReadAsync(end);
            watch.Touch();
            foreach (ReadOnlyMemory<byte> segment in read.Buffer)
            {
                reader.Feed(segment.Span);
            }

            input.AdvanceTo(read.Buffer.End);
            try
            {
                while (open && reader.TryRead(out WireMessage? request))
                {
                    continued = false;
                    VendorTurn turn = vendor.Take(request, client);
                    tell(turn.Event);
                    open = await DeliverAsync(context, turn.Delivery, watch, end);
                }

                if (open && reader.AwaitsContinue && !continued)
                {
                    continued = true;
                    output.Write(HttpRefusal.Continue);
                    await output.FlushAsync(end);
                }
            }
            catch (WireException e)
            {
                log.Refused(client.ToString(), e.Message);
                open = await DeliverAsync(context, Delivery.Refusal(e.Status, DeliveryEnd.Close), watch, end);
            }

            open &= !read.IsCompleted;
        }
    }

    private async Task<bool> DeliverAsync(ConnectionContext context, Delivery delivery, IdleWatch watch, CancellationToken end)
    {
        ReadOnlyMemory<byte> left = delivery.Bytes;
        while (!left.IsEmpty)
        {
            int count = Math.Min(left.Length, delivery.PieceSize);
            // Before, and not after: who has the whole reply may go by what the clock says then.
            watch.Touch();
            FlushResult flushed = await context.Transport.Output.WriteAsync(left[..count], end);
            left = left[count..];
            if (flushed.IsCompleted)
            {
                return false;
            }

            if (!left.IsEmpty)
            {
                await Task.Delay(delivery.Pause, clock, end);
            }
        }

        switch (delivery.End)
        {
            case DeliveryEnd.Hang:
                await HangAsync(watch, end);
                return false;
            case DeliveryEnd.Reset:
                Reset(context);
                return false;
            default:
                return delivery.End == DeliveryEnd.KeepOpen;
        }
    }

    // Until the other side has had enough, or the process ends; however long that is, the connection is not an idle one.
    private async Task HangAsync(IdleWatch watch, CancellationToken end)
    {
        using var beat = new PeriodicTimer(options.IdleTimeout / 4, clock);
        while (await beat.WaitForNextTickAsync(end))
        {
            watch.Touch();
        }
    }

    // With no time to linger, closing a socket resets its connection.
    private static void Reset(ConnectionContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        context.Abort(new ConnectionAbortedException("reset on demand"));
    }

    private static IPAddress AddressOf(EndPoint? endPoint) =>
        endPoint is not IPEndPoint ip ? IPAddress.None
        : ip.Address.IsIPv4MappedToIPv6 ? ip.Address.MapToIPv4()
        : ip.Address;
}
