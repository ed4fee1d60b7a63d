using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Rehearsing;

/// <summary>What <c>serve</c> would answer, asked without a socket. Nothing of it is kept.</summary>
public sealed class Rehearsal : IDisposable
{
    private readonly Responder _responder;
    private readonly ScaleConnection _connection;

    /// <summary>Begins one conversation.</summary>
    /// <param name="profile">What was learned of the scale.</param>
    /// <param name="weights">The newest weights of its people.</param>
    /// <param name="options">Limits and choices.</param>
    /// <param name="clock">The time.</param>
    public Rehearsal(Profile profile, IReadOnlyList<LastWeight> weights, ServeOptions options, TimeProvider clock)
    {
        var keeper = new NothingKept([profile], weights);
        _responder = new Responder(keeper, options, clock, new ServeLog(NullLogger.Instance));
        _connection = new ScaleConnection(IPAddress.Loopback, keeper);
    }

    /// <summary>Asks.</summary>
    /// <param name="request">A request of the scale.</param>
    /// <exception cref="WireException">The reply is no HTTP: what was learned is damaged.</exception>
    public async ValueTask<WireMessage> AskAsync(WireMessage request)
    {
        await _responder.AnswerAsync(request, _connection);
        var reader = new WireReader(MessageKind.Response, Strictness.Strict);
        reader.Feed(_connection.Reply.WrittenSpan);
        reader.End();
        return reader.TryRead(out WireMessage? reply) ? reply : throw new WireException("there is no reply", 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private sealed class NothingKept(IReadOnlyList<Profile> profiles, IReadOnlyList<LastWeight> weights) : IScaleKeeper, IKeptConnection
    {
        // People as they were learned: what their owner has changed since is meant to differ.
        public (IReadOnlyList<Profile> Profiles, KnownPeople People) Known() => (profiles, KnownPeople.Nobody);

        public ScaleSession? FindSession(string id) => null;

        public IReadOnlyList<LastWeight> LastWeights(Profile profile) => weights;

        public IKeptConnection Begin(string client, string server) => this;

        public ValueTask KeepAsync(KeptTurn turn) => ValueTask.CompletedTask;

        public ValueTask PostAsync(KeptTurn turn) => ValueTask.CompletedTask;
    }
}
