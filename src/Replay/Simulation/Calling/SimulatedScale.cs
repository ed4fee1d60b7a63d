using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Simulation;

/// <summary>
/// A scale that is not there, to try a set-up without stepping on anything: it speaks as the published captures of a
/// WS-30 do, and takes nothing that they would not.
/// </summary>
/// <param name="mac">Its address, lower case with colons.</param>
/// <param name="secret">Its secret, of 16 characters.</param>
/// <param name="clock">Its clock.</param>
public sealed class SimulatedScale(string mac, string secret, TimeProvider clock)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Weighs once: once, session, measure, end of session.</summary>
    /// <param name="server">Who answers.</param>
    /// <param name="weight">The weight, of type <see cref="MeasureType.Weight"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The person that the weight was handed on for: the first that the session named, or null.</returns>
    /// <exception cref="SimulationException">A reply was not what a scale takes, or there was none.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task<long?> WeighInAsync(IPEndPoint server, MeasuredValue weight, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(s_patience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await ConverseAsync(server, weight, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"{server} did not answer within {s_patience.TotalSeconds} s"));
        }
        catch (SocketException e)
        {
            throw new SimulationException($"{server}: {e.Message}");
        }
        catch (WireException e)
        {
            throw new SimulationException($"{server} did not answer in HTTP: {e.Message}");
        }
    }

    private async Task<long?> ConverseAsync(IPEndPoint server, MeasuredValue weight, CancellationToken cancellation)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellation);
        var replies = new WireReader(MessageKind.Response, Strictness.Strict);

        ReadOnlyMemory<byte> body = await PostAsync(RequestKind.OnceGet, "once", "action=get");
        string once = TokenIn(body, "body.once");
        string hash = HandshakeHash.Compute(mac, secret, once);
        body = await PostAsync(RequestKind.SessionNew, "session", $"action=new&auth={mac}&hash={hash}&mfgid=262151&currentfw=211&batterylvl=69&duration=30&zreboot=1");
        string session = TokenIn(body, "body.sessionid");
        long? user = ReplyFields.UsersOf(body.Span) is [var first, ..] ? first.Id : null;

        string person = user is { } id ? string.Create(CultureInfo.InvariantCulture, $"&userid={id}") : string.Empty;
        string values = Uri.EscapeDataString(string.Create(CultureInfo.InvariantCulture, $$"""{"measures":[{"value":{{weight.Raw}},"type":{{weight.Type}},"unit":{{weight.Exponent}}}]}"""));
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        await PostAsync(RequestKind.MeasureStore, "measure", string.Create(CultureInfo.InvariantCulture, $"action=store&sessionid={session}&macaddress={mac}{person}&meastime={now}&devtype=1&attribstatus=0&measures={values}"));
        await PostAsync(RequestKind.SessionDelete, "session", $"action=delete&sessionid={session}");
        return user;

        async Task<ReadOnlyMemory<byte>> PostAsync(string kind, string endpoint, string form)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"POST /cgi-bin/{endpoint} HTTP/1.1\r\nUser-Agent: Withings UserAgent\r\nHost: scalews.withings.net\r\nAccept: */*\r\n"
                + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {form.Length}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{form}")), cancellation);
            WireMessage reply = await ReadAsync(socket, replies, cancellation);
            Check(kind, reply);
            return reply.Body;
        }
    }

    // What the scale's firmware insists on. A body may hold a token, so it is not shown.
    private static void Check(string kind, WireMessage reply)
    {
        int? status = ReplyFields.StatusOf(reply.Body.Span);
        if (reply.StatusCode != 200 || status != JsonStatus.Ok)
        {
            throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"'{kind}' was answered with HTTP {reply.StatusCode}, status {status?.ToString(CultureInfo.InvariantCulture) ?? "none"}"));
        }

        if (ScaleLimits.BodyOf(kind) is { } limit && reply.Body.Length > limit)
        {
            throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"the reply to '{kind}' has {reply.Body.Length} bytes, and a scale takes {limit} at most"));
        }
    }

    private static string TokenIn(ReadOnlyMemory<byte> body, string path) =>
        ReplyFields.TextOf(body.Span, path) is { Length: > 0 and <= ScaleLimits.Token } token
            ? token
            : throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"'{path}' is not there, or longer than {ScaleLimits.Token} characters"));

    private static async Task<WireMessage> ReadAsync(Socket socket, WireReader replies, CancellationToken cancellation)
    {
        byte[] buffer = new byte[4096];
        WireMessage? reply;
        while (!replies.TryRead(out reply))
        {
            int count = await socket.ReceiveAsync(buffer, cancellation);
            if (count == 0)
            {
                throw new SimulationException("the connection was closed before the reply was whole; one with neither a Content-Length nor chunks never is to a scale");
            }

            replies.Feed(buffer.AsSpan(0, count));
        }

        return reply;
    }
}
