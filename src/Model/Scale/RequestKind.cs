namespace ScaleProxy.Model.Scale;

/// <summary>The requests that the published conversations are made of, by endpoint and action.</summary>
public static class RequestKind
{
    /// <summary>Asks for a token to prove oneself with.</summary>
    public const string OnceGet = "once get";

    /// <summary>Begins a session: who the scale is, its hash, its firmware and battery.</summary>
    public const string SessionNew = "session new";

    /// <summary>Ends a session.</summary>
    public const string SessionDelete = "session delete";

    /// <summary>Hands on measurements.</summary>
    public const string MeasureStore = "measure store";

    /// <summary>Uploads the scale's state, its secret among it.</summary>
    public const string MaintStore = "maint store";

    /// <summary>Asks for a code to link the scale to an account.</summary>
    public const string AssociationRequest = "association deviceassociationrequest";

    /// <summary>Asks whether the scale has been linked.</summary>
    public const string AssociationEnquiry = "association deviceassociationenquiry";

    /// <summary>Whether the kind asks for a once token, whichever its action (<c>get</c>, <c>probe</c>).</summary>
    /// <param name="kind">A kind of request.</param>
    public static bool IsOnce(string kind) => kind.StartsWith("once", StringComparison.Ordinal) && (kind.Length == 4 || kind[4] == ' ');
}
