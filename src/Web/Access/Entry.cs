namespace ScaleProxy.Web.Access;

/// <summary>Whether somebody may come in.</summary>
internal enum Entry
{
    /// <summary>They may.</summary>
    Open,

    /// <summary>They have not shown the token.</summary>
    Closed,

    /// <summary>Too many wrong tokens came from them, or overall.</summary>
    TooOften,
}
