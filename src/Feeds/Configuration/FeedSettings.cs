namespace ScaleProxy.Feeds.Configuration;

/// <summary>What the settings of every feed have.</summary>
public abstract record FeedSettings
{
    /// <summary>What its owner is told of it by: <c>mqtt 192.168.1.5:1883</c>. No secret, and nothing of an address that may be one.</summary>
    public required string Label { get; init; }

    /// <summary>What it is known by in the archive; another one where it goes elsewhere, unless its owner has named it.</summary>
    public required string Key { get; init; }

    /// <summary>All that is in the archive goes there as well, imported weights included; else what comes from now on.</summary>
    public bool Backfill { get; init; }

    /// <summary>Which servers are believed over TLS.</summary>
    public ServerTrust Trust { get; init; } = ServerTrust.System;
}
