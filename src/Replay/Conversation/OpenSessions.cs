using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Conversation;

/// <summary>The sessions that go on: those of this process at hand, those of others where the keeper has them.</summary>
/// <param name="keeper">Knows every session.</param>
/// <param name="capacity">How many are remembered without asking it.</param>
internal sealed class OpenSessions(IScaleKeeper keeper, int capacity)
{
    private readonly BoundedMap<string, ScaleSession> _remembered = new(capacity);

    /// <summary>What a scale tells of itself with the request that begins a session.</summary>
    /// <param name="request">A <c>session new</c>.</param>
    /// <param name="id">The session's id.</param>
    /// <param name="mac">The scale.</param>
    /// <param name="connection">Where it speaks from.</param>
    /// <param name="now">When the session begins.</param>
    public static ScaleSession Begin(ScaleRequest request, string id, string mac, ScaleConnection connection, DateTimeOffset now) =>
        new(id, mac, connection.Address.ToString(), (int?)request.Fields.Integer("batterylvl"u8), request.Fields.Text("currentfw"u8), now);

    /// <summary>A session that goes on; null where it is unknown, or over.</summary>
    /// <exception cref="KeepException">It cannot be known.</exception>
    public ScaleSession? Find(string id)
    {
        if (_remembered.TryGet(id, out ScaleSession? session))
        {
            return session;
        }

        session = keeper.FindSession(id);
        if (session is not null)
        {
            _remembered.Set(id, session);
        }

        return session;
    }

    /// <summary>A session was opened.</summary>
    public void Add(ScaleSession session) => _remembered.Set(session.Id, session);

    /// <summary>A session is over.</summary>
    public void Remove(string id) => _remembered.Remove(id);
}
