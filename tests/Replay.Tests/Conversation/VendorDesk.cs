using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Tests.Conversation;

/// <summary>A vendor that answers as in <see cref="Vendor"/>, until it is told to answer otherwise, or not at all.</summary>
internal sealed class VendorDesk : IVendor
{
    /// <summary>The token that it gives.</summary>
    public const string Once = "77aa00bb-11223344";

    /// <summary>The session that it opens.</summary>
    public const string Session = "4242-5395b300-feedf00d";

    /// <summary>Why it does not answer; null where it does.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether it may have taken what it does not answer.</summary>
    public bool MayHaveArrived { get; set; }

    /// <summary>What it says to a kind of request in the place of its usual reply.</summary>
    public Dictionary<string, string> Says { get; } = [];

    /// <summary>What the scale is to get in the place of what was said.</summary>
    public string? ForScale { get; set; }

    /// <summary>Every request that it was sent, answered or not.</summary>
    public List<string> Received { get; } = [];

    /// <summary>Lines that are open.</summary>
    public int Open { get; private set; }

    public static string OnceReply { get; } = Vendor.OnceReply(Once, Serving.Date);

    public static string SessionReply { get; } = Vendor.SessionReply(Session, Serving.Date, Serving.Utc);

    public static string Ok { get; } = Vendor.Ok(Serving.Date);

    IVendorLine IVendor.Open(string client)
    {
        Open++;
        return new Line(this);
    }

    private string ReplyTo(string kind) =>
        Says.TryGetValue(kind, out string? said) ? said
        : RequestKind.IsOnce(kind) ? OnceReply
        : kind == RequestKind.SessionNew ? SessionReply
        : Ok;

    private sealed class Line(VendorDesk desk) : IVendorLine
    {
        public ValueTask<RelayedReply> AskAsync(WireMessage request)
        {
            desk.Received.Add(Text.Of(request.Raw));
            if (desk.Failure is { } failure)
            {
                return new(RelayedReply.None(failure, desk.MayHaveArrived));
            }

            var reader = new WireReader(MessageKind.Response, Strictness.Strict);
            reader.Feed(Text.Bytes(desk.ReplyTo(new ScaleRequest(request).Kind)));
            reader.End();
            reader.TryRead(out WireMessage? reply).Should().BeTrue("the vendor's reply is whole");
            return new(RelayedReply.Of(reply!, desk.ForScale is { } mended ? Text.Bytes(mended) : reply!.Raw));
        }

        public void Dispose() => desk.Open--;
    }
}
