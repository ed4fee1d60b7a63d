using System.Buffers;
using System.Text.Json;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Replies;

namespace ScaleProxy.Replay.Tests.Replies;

/// <summary>A learned reply given again, without a conversation around it.</summary>
internal static class Rendering
{
    public static readonly FreshFields Fresh = new(
        DateTimeOffset.FromUnixTimeSeconds(Serving.Utc), Text.Bytes(Serving.Date), new TimeZoneFields(7200, 1414285200, 3600), "once-1", "session-1", []);

    /// <summary>What is sent, and what is noted about it.</summary>
    public static (string Sent, IReadOnlyList<string> Notes) Of(string kind, string learned, FreshFields? fresh = null, KnownPeople? people = null)
    {
        var notes = new List<string>();
        var template = new ReplyTemplate(kind, new LearnedReply(kind, 0, Text.Bytes(learned), default).Message(), null, people ?? KnownPeople.Nobody, notes);
        var output = new ArrayBufferWriter<byte>();
        template.Write(output, new ArrayBufferWriter<byte>(), fresh ?? Fresh);
        return (Text.Of(output.WrittenMemory), notes);
    }

    /// <summary>The body that is sent for a learned one.</summary>
    public static (string Body, IReadOnlyList<string> Notes) OfBody(string kind, string body, FreshFields? fresh = null, KnownPeople? people = null)
    {
        (string sent, IReadOnlyList<string> notes) = Of(kind, Vendor.Chunked(body), fresh, people);
        return (new Answer(sent, true).Body, notes);
    }

    /// <summary>The body of a reply to <c>session new</c>, which must be JSON.</summary>
    public static string OfSession(string body, FreshFields? fresh = null, KnownPeople? people = null)
    {
        string sent = OfBody(RequestKind.SessionNew, body, fresh, people).Body;
        using JsonDocument document = JsonDocument.Parse(sent);
        document.RootElement.ValueKind.Should().Be(JsonValueKind.Object);
        return sent;
    }
}
