using System.Net;
using System.Net.Sockets;
using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>A connection to <c>serve</c> that sends what it is told to, and reads replies strictly.</summary>
internal sealed class ScaleLine : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly WireReader _replies = new(MessageKind.Response, Strictness.Strict);

    public static async Task<ScaleLine> OpenAsync(IPEndPoint address)
    {
        var line = new ScaleLine();
        await line._socket.ConnectAsync(address);
        return line;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _socket.SendAsync(bytes);

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>A form as a scale posts it.</summary>
    public static string Post(string endpoint, string form) =>
        $"POST /cgi-bin/{endpoint} HTTP/1.1\r\nUser-Agent: Withings UserAgent\r\nHost: scalews.withings.net\r\nAccept: */*\r\nContent-Length: {form.Length}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{form}";

    /// <summary>The next reply, interim ones included.</summary>
    public async Task<WireMessage> ReadAsync()
    {
        WireMessage? reply = await TryReadAsync();
        reply.Should().NotBeNull("serve must not close before its reply is whole");
        return reply!;
    }

    /// <summary>As <see cref="AskAsync"/>; null where <c>serve</c> goes before its reply is whole.</summary>
    public async Task<WireMessage?> TryAskAsync(string endpoint, string form)
    {
        try
        {
            await SendAsync(Post(endpoint, form));
            return await TryReadAsync();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Posts a form and gives the reply.</summary>
    public async Task<WireMessage> AskAsync(string endpoint, string form)
    {
        await SendAsync(Post(endpoint, form));
        return await ReadAsync();
    }

    /// <summary>Asks for a token and begins a session with it.</summary>
    /// <returns>The session's id.</returns>
    public async Task<string> BeginSessionAsync(string mac, string secret)
    {
        string? session = await TryBeginSessionAsync(mac, secret);
        session.Should().NotBeNull("the session must be accepted");
        return session!;
    }

    /// <summary>As <see cref="BeginSessionAsync"/>; null where it is refused for now, or <c>serve</c> goes meanwhile.</summary>
    public async Task<string?> TryBeginSessionAsync(string mac, string secret)
    {
        if (await TryAskAsync("once", "action=get") is not { } once)
        {
            return null;
        }

        string hash = HandshakeHash.Compute(mac, secret, ReplyFields.TextOf(once.Body.Span, "body.once")!);
        WireMessage? session = await TryAskAsync("session", $"action=new&auth={mac}&hash={hash}&mfgid=262151&currentfw=211&batterylvl=69&duration=30&zreboot=1");
        return session is not null && ReplyFields.StatusOf(session.Body.Span) == 0 ? ReplyFields.TextOf(session.Body.Span, "body.sessionid") : null;
    }

    /// <summary>A weight as a scale hands it on.</summary>
    public static string Measure(string session, string mac, long takenAt, long grams, long user) =>
        $"action=store&sessionid={session}&macaddress={mac}&userid={user}&meastime={takenAt}&devtype=1&attribstatus=0&measures=%7B%22measures%22%3A%5B%7B%22value%22%3A{grams}%2C%22type%22%3A1%2C%22unit%22%3A-3%7D%5D%7D";

    public void Dispose() => _socket.Dispose();

    private async Task<WireMessage?> TryReadAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        byte[] buffer = new byte[4096];
        WireMessage? reply;
        while (!_replies.TryRead(out reply))
        {
            int count = await _socket.ReceiveAsync(buffer, limit.Token);
            if (count == 0)
            {
                return null;
            }

            _replies.Feed(buffer.AsSpan(0, count));
        }

        return reply;
    }
}
