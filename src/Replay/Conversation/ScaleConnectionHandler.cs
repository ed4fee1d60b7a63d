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
        using var connection = new ScaleConnection(client.Address, keeper.Begin(client.ToString(), AddressOf(context.LocalEndPoint).ToString()));
        var watch = new IdleWatch(context, clock, options.IdleTimeout);
        // When the process is told to end, a connection that is between two requests ends at once.
        CancellationToken closing = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        await using CancellationTokenRegistration wake = closing.Register(static input => ((PipeReader)input!).CancelPendingRead(), context.Transport.Input);
        var reader = new WireReader(MessageKind.Request, Strictness.Strict, options.Limits);
        try
        {
            await ServeAsync(context, connection, reader, watch, closing);
        }
        catch (Exception e) when (e is ConnectionResetException or ConnectionAbortedException or OperationCanceledException or IOException)
        {
            log.Lost(client.Address.ToString(), e.Message);
        }
        catch (KeepException e)
        {
            // Without the archive there is no answer to give; the scale finds the connection closed, and tries again.
            log.NotStored(client.Address.ToString(), "a request", e.Message);
        }
#pragma warning disable CA1031 // A fault in one connection must not take the others with it; it is logged whole.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.Fault(client.Address.ToString(), e);
        }

        await EndAsync(connection, reader);
    }

    private async Task ServeAsync(ConnectionContext context, ScaleConnection connection, WireReader reader, IdleWatch watch, CancellationToken closing)
    {
        PipeReader input = context.Transport.Input;
        PipeWriter output = context.Transport.Output;
        bool open = true;
        while (open)
        {
            // Ending wakes the read, but does not break off what is being read.
            ReadResult read = await input.ReadAsync(CancellationToken.None);
            long complete = watch.Touch();
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
                    Write(output, connection.Reply.WrittenSpan[connection.ReplyFrom..]);
                    long written = clock.GetTimestamp();
                    options.ReplyTimes?.Add(clock.GetElapsedTime(complete, written));
                    // The next one has been there for longer, but it has waited for its scale's own reply.
                    complete = written;
                    connection.Continued = false;
                }

                if (reader.AwaitsContinue && !connection.Continued)
                {
                    connection.Continued = true;
                    Write(output, HttpRefusal.Continue);
                }
            }
            catch (WireException e)
            {
                log.Refused(connection.Address.ToString(), e.Message);
                Refuse(connection, e.Status);
                Write(output, connection.Reply.WrittenSpan[connection.ReplyFrom..]);
                open = false;
            }

            if (output.UnflushedBytes > 0)
            {
                FlushResult flushed = await output.FlushAsync(CancellationToken.None);
                open &= !flushed.IsCompleted;
            }

            open &= !read.IsCompleted && !(closing.IsCancellationRequested && reader.Buffered == 0);
        }
    }

    private static void Write(PipeWriter output, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }

    private static void Refuse(ScaleConnection connection, int status)
    {
        connection.BeginReply();
        HttpRefusal.Write(connection.Reply, status, close: true);
        connection.Refused = true;
    }

    // What could not be read, or never became whole, is kept all the same.
    private async ValueTask EndAsync(ScaleConnection connection, WireReader reader)
    {
        try
        {
            if (reader.Buffered == 0)
            {
                await Responder.EndAsync(connection);
                return;
            }

            if (!connection.Refused)
            {
                connection.BeginReply();
            }

            var unread = new KeptExchange(reader.Unread.ToArray(), connection.Reply.WrittenMemory.ToArray(), clock.GetUtcNow());
            await connection.Kept.PostAsync(new KeptTurn { Exchanges = connection.WithWaiting(unread), Mac = connection.Mac });
        }
        catch (KeepException e)
        {
            log.NotStored(connection.Address.ToString(), "the end of a connection", e.Message);
        }
    }

    private static IPEndPoint AddressOf(EndPoint? endPoint) =>
        endPoint is IPEndPoint ip
            ? new IPEndPoint(ip.Address.IsIPv4MappedToIPv6 ? ip.Address.MapToIPv4() : ip.Address, ip.Port)
            : new IPEndPoint(IPAddress.None, 0);
}
