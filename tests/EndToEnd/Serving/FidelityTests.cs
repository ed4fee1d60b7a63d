using System.Text;
using ScaleProxy.Capture;
using ScaleProxy.Capture.History;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Serving;

/// <summary>The learned conversation, asked again, against the capture's own bytes.</summary>
public sealed class FidelityTests
{
    [Fact]
    public async Task LearnedConversation_AskedAgain_SameHeadsAndFraming()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        await using ServingProcess serve = await installation.ServeAsync();
        using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
        IReadOnlyList<Exchange> captured = Captured();
        captured.Should().HaveCountGreaterThan(4);

        string? once = null;
        string? session = null;
        foreach (Exchange exchange in captured)
        {
            string body = Encoding.Latin1.GetString(exchange.Request.Body.Span);
            body = once is null ? body : body.Replace(WeighIn.Hash, HandshakeHash.Compute(WeighIn.Mac, WeighIn.Secret, once), StringComparison.Ordinal);
            body = session is null ? body : body.Replace(WeighIn.SessionId, session, StringComparison.Ordinal);
            string head = Encoding.Latin1.GetString(exchange.Request.Head.Span)
                .Replace($"Content-Length: {exchange.Request.Body.Length}", $"Content-Length: {body.Length}", StringComparison.Ordinal);

            await line.SendAsync(head);
            foreach (WireMessage interim in exchange.Interim)
            {
                (await line.ReadAsync()).Raw.ToArray().Should().Equal(interim.Raw.ToArray());
            }

            await line.SendAsync(body);
            WireMessage reply = await line.ReadAsync();

            // Of two replies to the same kind of request the newer one was learned.
            string kind = new ScaleRequest(exchange.Request).Kind;
            WireMessage learned = captured.Last(other => new ScaleRequest(other.Request).Kind == kind).Response!;
            HeadWithoutRenewed(reply).Should().Be(HeadWithoutRenewed(learned));
            reply.Framing.Should().Be(learned.Framing);
            reply.Chunks.Should().HaveSameCount(learned.Chunks);
            BodyWithoutRenewed(reply).Should().Be(BodyWithoutRenewed(learned));
            once ??= ReplyFields.TextOf(reply.Body.Span, "body.once");
            session ??= ReplyFields.TextOf(reply.Body.Span, "body.sessionid");
        }
    }

    // Every byte of the head, but for the two values that a rule renews.
    private static string HeadWithoutRenewed(WireMessage message)
    {
        string head = Encoding.Latin1.GetString(message.Head.Span);
        foreach (string name in new[] { "Date", "Content-Length" })
        {
            head = System.Text.RegularExpressions.Regex.Replace(head, $"(?<=\r\n{name}: )[^\r]*", "*", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        }

        return head;
    }

    private static string BodyWithoutRenewed(WireMessage message)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(message.Body.Span));
        foreach (Renewal renewal in ReplyFields.RenewalsOf(message.Body.Span).Reverse())
        {
            text.Remove(renewal.Place.Start, renewal.Place.End - renewal.Place.Start).Insert(renewal.Place.Start, "*");
        }

        return text.ToString();
    }

    private static List<Exchange> Captured()
    {
        var observer = new Collector();
        using var file = new MemoryStream(Repository.Sample("weigh-in.pcap"));
        CaptureReader.Read(file, "weigh-in.pcap", CaptureOptions.Default, observer).Error.Should().BeNull();
        return observer.Exchanges;
    }

    private sealed class Collector : ICaptureObserver
    {
        public List<Exchange> Exchanges { get; } = [];

        public void OnExchange(CapturedConnection connection, Exchange exchange) => Exchanges.Add(exchange);

        public void OnClosed(CapturedConnection connection)
        {
        }

        public void OnHistory(HistoryRow row)
        {
        }
    }
}
