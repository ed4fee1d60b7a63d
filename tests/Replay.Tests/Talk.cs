using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Tests;

/// <summary>One connection of a scale to a responder, without a socket: bytes of a request in, bytes of the reply out.</summary>
internal sealed class Talk(Responder responder, ScaleConnection connection)
{
    private readonly WireReader _reader = new(MessageKind.Request, Strictness.Strict);

    public async Task<Answer> SayAsync(string request)
    {
        _reader.Feed(Text.Bytes(request));
        _reader.TryRead(out WireMessage? message).Should().BeTrue("the request is whole");
        bool open = await responder.AnswerAsync(message!, connection);
        return new Answer(Text.Of(connection.Reply.WrittenMemory), open);
    }

    /// <summary>Asks for a token and gives it.</summary>
    public async Task<string> OnceAsync() => (await SayAsync(Scale.Once)).Once;

    /// <summary>Begins a session as a scale does that knows its secret.</summary>
    public async Task<Answer> BeginAsync(string mac = Scale.Mac, string secret = Scale.Secret)
    {
        string once = await OnceAsync();
        return await SayAsync(Scale.Session(Scale.Hash(once, mac, secret), mac));
    }

    public ValueTask EndAsync() => Responder.EndAsync(connection);
}
