namespace ScaleProxy.Archive.Outbox;

/// <summary>One thing that is on its way to the vendor: a measurement, or another exchange of the scale's.</summary>
public sealed record OutboxItem
{
    /// <summary>Its number in the outbox.</summary>
    public required long Id { get; init; }

    /// <summary>The scale, lower case with colons.</summary>
    public required string Mac { get; init; }

    /// <summary>The measurement; null where it is another exchange.</summary>
    public StoredMeasurement? Measurement { get; init; }

    /// <summary>The exchange whose request is to be made again, see <see cref="ScaleArchive.FindExchange"/>; null where it is a measurement.</summary>
    public long? ExchangeId { get; init; }

    /// <summary>Where it is.</summary>
    public required OutboxState State { get; init; }

    /// <summary>How often it was sent, or about to be.</summary>
    public required int Attempts { get; init; }

    /// <summary>Not before this moment again; the unix epoch for at once.</summary>
    public required DateTimeOffset NextAt { get; init; }

    /// <summary>When it came to where it is.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Why it has failed, or waits longer; null where there is nothing to say.</summary>
    public string? Reason { get; init; }
}
