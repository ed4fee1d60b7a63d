namespace ScaleProxy.Model.Scale;

/// <summary>The vendor's JSON statuses that ScaleProxy itself answers with (names from the vendor's phone app).</summary>
public static class JsonStatus
{
    /// <summary>All is well: the scale forgets what it handed on.</summary>
    public const int Ok = 0;

    /// <summary>The scale did not prove who it is.</summary>
    public const int AuthenticationFailed = 100;

    /// <summary>The session is not known: the scale begins anew.</summary>
    public const int SessionInvalid = 501;

    /// <summary>Something went wrong here: the scale keeps what it has and tries again.</summary>
    public const int UnspecifiedError = 2555;
}
