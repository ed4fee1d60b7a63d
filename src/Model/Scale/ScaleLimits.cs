namespace ScaleProxy.Model.Scale;

/// <summary>What a scale can take, read from the firmware of one model (211 of the WS-30). Beyond it the scale aborts.</summary>
public static class ScaleLimits
{
    /// <summary>Bytes of body in a reply to <c>once</c> or <c>session</c>.</summary>
    public const int SessionBody = 1799;

    /// <summary>Bytes of body in a reply to <c>measure</c>.</summary>
    public const int MeasureBody = 220;

    /// <summary>Characters of a session id, and of a once token.</summary>
    public const int Token = 31;

    /// <summary>People in a session reply: it holds <see cref="UsersHeld"/>, and 8 are sent at most.</summary>
    public const int Users = 8;

    /// <summary>People that a scale has room for.</summary>
    public const int UsersHeld = 15;

    /// <summary>The bytes of body that a reply to that kind of request may have; null where no limit is known.</summary>
    /// <param name="kind">See <see cref="RequestKind"/>.</param>
    public static int? BodyOf(string kind) =>
        RequestKind.IsOnce(kind) || kind.StartsWith("session ", StringComparison.Ordinal) ? SessionBody
        : kind.StartsWith("measure ", StringComparison.Ordinal) ? MeasureBody
        : null;
}
