using System.Diagnostics;

namespace ScaleProxy.Archive.Outbox;

/// <summary>An <see cref="OutboxState"/> as it is stored, and as a measurement shows it.</summary>
internal static class OutboxStateText
{
    /// <summary>To store.</summary>
    public static string Of(OutboxState state) => state switch
    {
        OutboxState.Queued => "queued",
        OutboxState.Sending => "sending",
        OutboxState.Sent => "sent",
        OutboxState.Failed => "failed",
        OutboxState.Dropped => "dropped",
        _ => throw new UnreachableException(),
    };

    /// <summary>From what is stored.</summary>
    /// <exception cref="ArchiveException">It is none of them.</exception>
    public static OutboxState Parse(string text) => text switch
    {
        "queued" => OutboxState.Queued,
        "sending" => OutboxState.Sending,
        "sent" => OutboxState.Sent,
        "failed" => OutboxState.Failed,
        "dropped" => OutboxState.Dropped,
        _ => throw new ArchiveException($"archive: something in the outbox has the state \"{text}\", which is none; another program has changed it"),
    };

    /// <summary>What a measurement's owner is told.</summary>
    /// <param name="text">What is stored; null where the measurement is not in the outbox.</param>
    public static ForwardState Forwarded(string? text) => text is null ? ForwardState.Off : Parse(text) switch
    {
        OutboxState.Sent => ForwardState.Sent,
        OutboxState.Failed => ForwardState.Failed,
        OutboxState.Dropped => ForwardState.Off,
        _ => ForwardState.Queued,
    };
}
