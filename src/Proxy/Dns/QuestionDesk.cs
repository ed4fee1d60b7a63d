using System.Net;
using ScaleProxy.Proxy.Dns.Messages;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Dns;

/// <summary>Where every question comes, by whatever way; knows who may have what done, and whom to ask.</summary>
internal sealed class QuestionDesk
{
    private readonly DnsServerOptions _options;
    private readonly DnsResponder _responder;
    private readonly RemoteNameServer? _resolver;
    private readonly LocalNetwork _network;
    private readonly DnsLog _log;
    private readonly string _answer;

    public QuestionDesk(DnsServerOptions options, LocalNetwork network, TimeProvider clock, DnsLog log)
    {
        _options = options;
        _responder = new DnsResponder(options);
        _resolver = options.Resolver is { } resolver ? new RemoteNameServer(resolver, clock) : null;
        _network = network;
        _log = log;
        _answer = options.Answer.ToString();
    }

    /// <summary>Decides what becomes of a question; see <see cref="DnsResponder.Decide"/>.</summary>
    public DnsVerdict Decide(ReadOnlySpan<byte> message, IPAddress client, Span<byte> reply, out int length)
    {
        // A name server that works for anybody is soon used against others (RFC 5358).
        DnsVerdict verdict = _responder.Decide(message, _network.IsNear(client), reply, out length);
        if (verdict == DnsVerdict.Answer && DnsQuestion.TryRead(message, out DnsQuestion question))
        {
            _log.Answered(client, question.HostText(), _answer);
        }

        return verdict;
    }

    /// <summary>Asks the resolver a question as it came.</summary>
    /// <param name="question">The whole message.</param>
    /// <param name="overTcp">It came over a connection, and goes on over one.</param>
    /// <param name="reply">Where to write the reply as it came: <see cref="RemoteNameServer.MaxMessage"/> bytes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The reply's length. Where the resolver gave none, it is one of ours that says so.</returns>
    public async Task<int> PassOnAsync(ReadOnlyMemory<byte> question, bool overTcp, Memory<byte> reply, CancellationToken cancellation)
    {
        try
        {
            return overTcp
                ? await _resolver!.AskOverTcpAsync(question, reply, _options.ResolverTimeout, cancellation)
                : await _resolver!.AskAsync(question, reply, _options.ResolverTimeout, cancellation);
        }
        catch (NameServerException e)
        {
            _log.ResolverFailed(_resolver!.Address, e.Message);
            return WriteFailure(question.Span, reply.Span);
        }
    }

    /// <summary>Writes the reply to a question that cannot be passed on.</summary>
    /// <returns>Its length.</returns>
    public int WriteFailure(ReadOnlySpan<byte> question, Span<byte> reply) => _responder.WriteFailure(question, reply);
}
