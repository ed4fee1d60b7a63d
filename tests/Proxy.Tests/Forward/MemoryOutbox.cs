using ScaleProxy.Proxy.Forward;

namespace ScaleProxy.Proxy.Tests.Forward;

/// <summary>An outbox in memory, of one scale, that writes down what is said to it.</summary>
internal sealed class MemoryOutbox(ForwardedScale scale, params IReadOnlyList<Parcel> parcels) : IOutbox
{
    /// <summary>Whether another process has the turn.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Whether what is about to be sent may not be sent any more.</summary>
    public bool IsTakenAway { get; init; }

    /// <summary>When the person's newest measurement was taken that the vendor has.</summary>
    public long? Newest { get; init; }

    /// <summary>The session that this program itself gave.</summary>
    public string? OwnSession { get; init; }

    /// <summary>What happened, in order: <c>begun 1</c>, <c>1 Sent</c>.</summary>
    public List<string> Notes { get; } = [];

    public List<SettledParcel> Settled { get; } = [];

    public List<VisitNote> Visits { get; } = [];

    public bool IsAsked() => false;

    public IReadOnlyList<string> Due() => [scale.Mac];

    public ValueTask<bool> TakeTurnAsync(TimeSpan length) => new(!IsTaken);

    public ValueTask EndTurnAsync() => Note("turn given back");

    public ValueTask AnswerAsync() => Note("answered");

    public ForwardedScale? FindScale(string mac) => scale;

    public IReadOnlyList<Parcel> Waiting(string mac, int max) => parcels;

    public ValueTask<bool> BeginAsync(Parcel parcel)
    {
        Notes.Add($"begun {parcel.Items[0]}");
        return new(!IsTakenAway);
    }

    public ValueTask SettleAsync(SettledParcel settled)
    {
        Settled.Add(settled);
        return Note($"{settled.Parcel.Items[0]} {settled.State}");
    }

    public ValueTask NoteAsync(VisitNote visit)
    {
        Visits.Add(visit);
        return ValueTask.CompletedTask;
    }

    public bool IsOurs(string session) => session == OwnSession;

    public long? NewestSent(long user) => Newest;

    private ValueTask Note(string what)
    {
        Notes.Add(what);
        return ValueTask.CompletedTask;
    }
}
