using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Conversation;

/// <summary>
/// One connection of a scale, on Kestrel's connection layer: bytes to the reader, messages to the responder, its reply
/// back. The requests of a connection are answered one after the other, however they came: pipelined, one by one, or a
/// byte at a time.
/// </summary>
internal sealed class ScaleConnectionHandler(Responder responder, IScaleKeeper keeper, ServeOptions options, TimeProvider clock, ServeLog log)
{
    /// <summary>Serves a connection until either side ends it.</summary>
    public async Task OnConnectedAsync(ConnectionContext context)
    {
        IPEndPoint client = AddressOf(context.RemoteEndPoint);
        var connection = new ScaleConnection(client.Address, keeper.Begin(client.ToString(), AddressOf(context.LocalEndPoint).ToString(), clock.GetUtcNow()));
        var watch = new IdleWatch(context, clock, options.IdleTimeout);
        using CancellationTokenRegistration closing = OnClosing(context);
        var reader = new WireReader(MessageKind.Request, Strictness.Strict, options.Limits);
        try
        {
            await ServeAsync(context, connection, reader, watch);
            await Responder.EndAsync(connection);
        }
        catch (Exception e) when (e is ConnectionResetException or ConnectionAbortedException or OperationCanceledException or IOException)
        {
            log.Lost(client.Address.ToString(), e.Message);
            await EndAfterLossAsync(connection, client);
        }
        catch (KeepException e)
        {
            log.NotStored(client.Address.ToString(), "the end of a connection", e.Message);
        }
#pragma warning disable CA1031 // A fault in one connection must not take the others with it; it is logged whole.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.Fault(client.Address.ToString(), e);
        }
    }

    private async Task ServeAsync(ConnectionContext context, ScaleConnection connection, WireReader reader, IdleWatch watch)
    {
        PipeReader input = context.Transport.Input;
        PipeWriter output = context.Transport.Output;
        bool open = true;
        while (open)
        {
            ReadResult read = await input.ReadAsync();
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
                    open = await responder.AnswerAsync(request, connection);
                    output.Write(connection.Reply.WrittenSpan[connection.ReplyFrom..]);
                    connection.Continued = false;
                }

                if (reader.AwaitsContinue && !connection.Continued)
                {
                    connection.Continued = true;
                    output.Write(HttpRefusal.Continue);
                }
            }
            catch (WireException e)
            {
                log.Refused(connection.Address.ToString(), e.Message);
                await RefuseAsync(connection, reader, e, output);
                open = false;
            }

            if (output.UnflushedBytes > 0)
            {
                FlushResult flushed = await output.FlushAsync();
                open &= !flushed.IsCompleted;
            }

            open &= !read.IsCompleted && !(read.IsCanceled && reader.Buffered == 0);
        }
    }

    // What cannot be read is kept all the same.
    private async ValueTask RefuseAsync(ScaleConnection connection, WireReader reader, WireException error, PipeWriter output)
    {
        connection.Reply.ResetWrittenCount();
        HttpRefusal.Write(connection.Reply, error.Status, close: true);
        output.Write(connection.Reply.WrittenSpan);
        var exchange = new KeptExchange(reader.Unread.ToArray(), connection.Reply.WrittenMemory.ToArray(), clock.GetUtcNow());
        await connection.Kept.PostAsync(new KeptTurn { Exchanges = connection.WithWaiting(exchange), Mac = connection.Mac });
    }

    private async ValueTask EndAfterLossAsync(ScaleConnection connection, IPEndPoint client)
    {
        try
        {
            await Responder.EndAsync(connection);
        }
        catch (KeepException e)
        {
            log.NotStored(client.Address.ToString(), "the end of a connection", e.Message);
        }
    }

    // When the process is told to end, a connection that is between two requests ends at once.
    private static CancellationTokenRegistration OnClosing(ConnectionContext context) =>
        context.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime
            ? lifetime.ConnectionClosedRequested.Register(static input => ((PipeReader)input!).CancelPendingRead(), context.Transport.Input)
            : default;

    private static IPEndPoint AddressOf(EndPoint? endPoint) =>
        endPoint is IPEndPoint ip
            ? new IPEndPoint(ip.Address.IsIPv4MappedToIPv6 ? ip.Address.MapToIPv4() : ip.Address, ip.Port)
            : new IPEndPoint(IPAddress.None, 0);
}
