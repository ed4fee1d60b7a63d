namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>What can go wrong on the way to a vendor, on demand.</summary>
public enum VendorFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>HTTP 503, and the connection is closed; the request is not taken.</summary>
    Unavailable,

    /// <summary>The connection is closed without a reply; the request is not taken.</summary>
    Drop,

    /// <summary>No reply, and the connection stays open; the request is not taken.</summary>
    Hang,

    /// <summary>The connection is reset (RST) in place of a reply; the request is not taken.</summary>
    Reset,

    /// <summary>JSON status 2555 in place of the answer; the request is not taken.</summary>
    BadStatus,

    /// <summary>The right reply, a few bytes at a time.</summary>
    Slow,

    /// <summary>The first half of the reply, then the connection is closed.</summary>
    Truncate,

    /// <summary>A reply whose framing is right, and whose body is no JSON.</summary>
    BadJson,

    /// <summary>A reply with more body than any scale takes.</summary>
    Oversize,

    /// <summary>A reply with neither a Content-Length nor chunks, ended by closing.</summary>
    NoLength,
}
