namespace ScaleProxy.Model.Scale;

/// <summary>The vendor's JSON statuses that ScaleProxy itself answers with, goes on after, or is told (names from the vendor's phone app).</summary>
public static class JsonStatus
{
    /// <summary>All is well: the scale forgets what it handed on.</summary>
    public const int Ok = 0;

    /// <summary>The scale did not prove who it is.</summary>
    public const int AuthenticationFailed = 100;

    /// <summary>A date that cannot be.</summary>
    public const int WrongDate = 201;

    /// <summary>The scale waits for its owner to link it to an account; it goes on.</summary>
    public const int AssociationPending = 203;

    /// <summary>The scale is not linked to an account yet; it shows the code that came along, and goes on.</summary>
    public const int NotYetAssociated = 205;

    /// <summary>The list of measures is wrong.</summary>
    public const int WrongMeasures = 206;

    /// <summary>The attribution is wrong.</summary>
    public const int WrongAttribution = 212;

    /// <summary>A measure is wrong.</summary>
    public const int WrongMeasure = 225;

    /// <summary>The scale's address is wrong.</summary>
    public const int WrongMac = 235;

    /// <summary>The user is wrong.</summary>
    public const int WrongUser = 247;

    /// <summary>The session's id is wrong.</summary>
    public const int WrongSessionId = 250;

    /// <summary>The battery level is wrong.</summary>
    public const int WrongBattery = 252;

    /// <summary>The maintenance data are wrong.</summary>
    public const int WrongMaintenance = 258;

    /// <summary>The session is not known: the scale begins anew.</summary>
    public const int SessionInvalid = 501;

    /// <summary>A field is missing, or says nothing that can be read.</summary>
    public const int WrongParameters = 503;

    /// <summary>Too many requests came: later.</summary>
    public const int TooManyRequests = 601;

    /// <summary>Nobody has taught the server that request.</summary>
    public const int NotImplemented = 2554;

    /// <summary>Something went wrong here: the scale keeps what it has and tries again.</summary>
    public const int UnspecifiedError = 2555;

    /// <summary>What the vendor calls a status; null where it is not known.</summary>
    public static string? NameOf(int status) => status switch
    {
        Ok => "ok",
        AuthenticationFailed => "authentication failed",
        WrongDate => "wrong date",
        AssociationPending => "association pending",
        NotYetAssociated => "not yet associated",
        WrongMeasures => "measures wrong",
        WrongAttribution => "attribution wrong",
        WrongMeasure => "measure wrong",
        WrongMac => "MAC wrong",
        WrongUser => "user wrong",
        WrongSessionId => "session id wrong",
        WrongBattery => "battery wrong",
        WrongMaintenance => "maintenance data wrong",
        SessionInvalid => "session invalid",
        WrongParameters => "parameters wrong",
        TooManyRequests => "too many requests",
        NotImplemented => "not implemented",
        UnspecifiedError => "unspecified error",
        _ => null,
    };
}
