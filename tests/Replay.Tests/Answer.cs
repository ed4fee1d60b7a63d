using System.Text.Json;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Tests;

/// <summary>What came back for one request: every byte of it, the interim replies too.</summary>
/// <param name="Raw">The bytes, a letter each.</param>
/// <param name="StaysOpen">Whether the connection stays open.</param>
internal sealed record Answer(string Raw, bool StaysOpen)
{
    public WireMessage Message { get; } = ReplyIn(Raw);

    public string Body => Text.Of(Message.Body);

    public int? Status => ReplyFields.StatusOf(Message.Body.Span);

    public string Once => Field("body.once");

    public string SessionId => Field("body.sessionid");

    public string Field(string path)
    {
        JsonPlace place = JsonPlaces.Find(Message.Body.Span).Single(place => place.Path == path);
        return Text.Of(Message.Body[place.Start..place.End]);
    }

    public JsonDocument Json() => JsonDocument.Parse(Message.Body);

    private static WireMessage ReplyIn(string raw)
    {
        var reader = new WireReader(MessageKind.Response, Strictness.Strict);
        reader.Feed(Text.Bytes(raw));
        reader.End();
        WireMessage? last = null;
        while (reader.TryRead(out WireMessage? message))
        {
            last = message;
        }

        return last ?? throw new InvalidOperationException("no reply came: '" + raw + "'");
    }
}
