using ScaleProxy.Archive.Outbox;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Cli.Serve;

/// <summary>What of a conversation goes on to the vendor, where the vendor did not answer it itself.</summary>
/// <param name="Measurements">New measurements.</param>
/// <param name="Maintenance">Maintenance uploads.</param>
internal sealed record ForwardedTurns(bool Measurements, bool Maintenance)
{
    /// <summary>Nothing is.</summary>
    public static ForwardedTurns None { get; } = new(false, false);

    /// <summary>Where a turn's measurements are on their way to the vendor; null where they do not go.</summary>
    /// <param name="turn">The turn.</param>
    public OutboxState? StateOf(KeptTurn turn) =>
        !Measurements ? null
        : turn.Vendors is { } exchange ? StateOf(exchange.Response!.Body.Span)
        : turn.InDoubt ? OutboxState.Sending
        : OutboxState.Queued;

    /// <summary>Whether a turn is a maintenance upload that is to be handed on.</summary>
    /// <param name="turn">The turn.</param>
    public bool TakesMaintenance(KeptTurn turn) => Maintenance && turn is { Session: not null, Kind: RequestKind.MaintStore, Vendors: null };

    // What the vendor refuses the scale keeps, and sends again.
    private static OutboxState? StateOf(ReadOnlySpan<byte> reply) => ReplyFields.StatusOf(reply) == JsonStatus.Ok ? OutboxState.Sent : null;
}
