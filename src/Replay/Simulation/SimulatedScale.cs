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
    /// <exception cref="SimulationException">A reply was not what a scale takes.</exception>
    public async Task<long?> WeighInAsync(IPEndPoint server, MeasuredValue weight, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_patience);
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, limit.Token);
        var replies = new WireReader(MessageKind.Response, Strictness.Strict);

        ReadOnlyMemory<byte> body = await PostAsync("once", "action=get");
        string once = ReplyFields.TextOf(body.Span, "body.once") ?? throw new SimulationException("the reply to once has no token");
        string hash = HandshakeHash.Compute(mac, secret, once);
        body = await PostAsync("session", $"action=new&auth={mac}&hash={hash}&mfgid=262151&currentfw=211&batterylvl=69&duration=30&zreboot=1");
        string session = ReplyFields.TextOf(body.Span, "body.sessionid") ?? throw new SimulationException("the session has no id");
        long? user = ReplyFields.UsersOf(body.Span) is [var first, ..] ? first.Id : null;

        string person = user is { } id ? string.Create(CultureInfo.InvariantCulture, $"&userid={id}") : string.Empty;
        string values = Uri.EscapeDataString(string.Create(CultureInfo.InvariantCulture, $$"""{"measures":[{"value":{{weight.Raw}},"type":{{weight.Type}},"unit":{{weight.Exponent}}}]}"""));
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        await PostAsync("measure", string.Create(CultureInfo.InvariantCulture, $"action=store&sessionid={session}&macaddress={mac}{person}&meastime={now}&devtype=1&attribstatus=0&measures={values}"));
        await PostAsync("session", $"action=delete&sessionid={session}");
        return user;

        async Task<ReadOnlyMemory<byte>> PostAsync(string endpoint, string form)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"POST /cgi-bin/{endpoint} HTTP/1.1\r\nUser-Agent: Withings UserAgent\r\nHost: scalews.withings.net\r\nAccept: */*\r\n"
                + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {form.Length}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{form}")), limit.Token);
            WireMessage reply = await ReadAsync(socket, replies, limit.Token);
            return ReplyFields.StatusOf(reply.Body.Span) is { } status && reply.StatusCode == 200 && status == JsonStatus.Ok
                ? reply.Body
                : throw new SimulationException($"{endpoint} was answered with {Encoding.ASCII.GetString(reply.StartLine)} and {Encoding.UTF8.GetString(reply.Body.Span)}");
        }
    }

    private static async Task<WireMessage> ReadAsync(Socket socket, WireReader replies, CancellationToken cancellation)
    {
        byte[] buffer = new byte[4096];
        WireMessage? reply;
        while (!replies.TryRead(out reply))
        {
            int count = await socket.ReceiveAsync(buffer, cancellation);
            if (count == 0)
            {
                throw new SimulationException("the connection was closed before the reply was whole");
            }

            replies.Feed(buffer.AsSpan(0, count));
        }

        return reply;
    }
}
