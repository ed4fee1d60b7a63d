namespace ScaleProxy.Model.Scale;

/// <summary>The vendor's JSON statuses that ScaleProxy itself answers with, or goes on after (names from the vendor's phone app).</summary>
public static class JsonStatus
{
    /// <summary>All is well: the scale forgets what it handed on.</summary>
    public const int Ok = 0;

    /// <summary>The scale did not prove who it is.</summary>
    public const int AuthenticationFailed = 100;

    /// <summary>The scale waits for its owner to link it to an account; it goes on.</summary>
    public const int AssociationPending = 203;

    /// <summary>The scale is not linked to an account yet; it shows the code that came along, and goes on.</summary>
    public const int NotYetAssociated = 205;

    /// <summary>The session is not known: the scale begins anew.</summary>
    public const int SessionInvalid = 501;

    /// <summary>A field is missing, or says nothing that can be read.</summary>
    public const int WrongParameters = 503;

    /// <summary>Nobody has taught the server that request.</summary>
    public const int NotImplemented = 2554;

    /// <summary>Something went wrong here: the scale keeps what it has and tries again.</summary>
    public const int UnspecifiedError = 2555;
}
