using ScaleProxy.Model.Retrying;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Forward;

/// <summary>
/// Calls the vendor once in a scale's name, and hands on what waits. What is on the disk, and when:
/// <code>
///   1 the call begins        ── noted: no other begins before its time, whatever happens
///   2 once, session new
///   3 what is in doubt       ── decided by what the vendor says of it, before anything new changes that
///   4 for each that waits    ── sent but for its last byte ──► "about to be sent" noted ──► the last byte ──► reply
///                               ──► noted, and on the disk before the next
///   5 session delete
///   6 the call is over       ── noted: when the next may begin
/// </code>
/// </summary>
/// <param name="outbox">What waits.</param>
/// <param name="options">The limits.</param>
/// <param name="backoff">How long to wait after failures.</param>
/// <param name="clock">The time.</param>
/// <param name="log">What happens.</param>
internal sealed class ScaleCaller(IOutbox outbox, ForwardOptions options, Backoff backoff, TimeProvider clock, ForwardLog log)
{
    private const string CannotTell =
        "it was sent, no reply came, and the vendor does not tell whether it has it; look there: if it is missing, `scaleproxy forward retry` sends it again, if not, `drop` lets it be";

    private const string ReachedOurselves =
        "it was scaleproxy itself that answered in the vendor's place; give --resolver a name server that was not told to answer so, or --upstream the vendor's own address";

    /// <summary>Calls.</summary>
    /// <param name="scale">In whose name.</param>
    /// <param name="line">The connection to the vendor.</param>
    /// <param name="ending">Ends it after what is being sent.</param>
    /// <exception cref="OutboxException">What happened may not be noted.</exception>
    public async Task CallAsync(ForwardedScale scale, VisitLine line, CancellationToken ending)
    {
        DateTimeOffset begunAt = clock.GetUtcNow();
        await outbox.NoteAsync(new VisitNote(scale.Mac, begunAt, begunAt + options.Interval, scale.Failures, null));
        VisitNote over;
        try
        {
            await ConverseAsync(scale, line, ending);
            over = new VisitNote(scale.Mac, begunAt, begunAt + options.Interval, 0, null);
        }
        catch (VendorFaultException e) when (ending.IsCancellationRequested && !e.MayHaveArrived)
        {
            // It was we who broke off.
            over = new VisitNote(scale.Mac, begunAt, begunAt + options.Interval, scale.Failures, null);
        }
        catch (VendorFaultException e)
        {
            TimeSpan wait = backoff.After(scale.Failures + 1);
            log.Failed(scale.Mac, e.Message, wait.TotalSeconds);
            over = new VisitNote(scale.Mac, begunAt, clock.GetUtcNow() + wait, scale.Failures + 1, e.Message);
        }

        await outbox.NoteAsync(over);
    }

    private async Task ConverseAsync(ForwardedScale scale, VisitLine line, CancellationToken ending)
    {
        var visit = new ScaleVisit(scale);
        WireMessage once = await line.PostAsync(ScaleVisit.Begin(), ending);
        visit.Enter(await line.PostAsync(visit.Prove(once), ending));
        IReadOnlyList<Parcel> waiting = outbox.Waiting(scale.Mac, options.MaxPerConversation);
        var toSend = new List<Parcel>(waiting.Count);
        foreach (Parcel parcel in waiting)
        {
            if (await StaysAsync(scale, visit, parcel))
            {
                toSend.Add(parcel);
            }
        }

        await SendAsync(scale, visit, line, toSend, ending);
        await LeaveAsync(scale, visit, line, ending);
    }

    // Whether something is to be sent now. What the vendor itself names as a person's last weight it has, even where our note of
    // sending it was lost with the machine. A maintenance upload may come twice: it says how things are, not what happened.
    private async ValueTask<bool> StaysAsync(ForwardedScale scale, ScaleVisit visit, Parcel parcel)
    {
        Doubt doubt = parcel.Measurements.Count == 0 ? Doubt.HasItNot : DoubtRule.Decide(parcel.Measurements, visit.LastWeighed, parcel.IsInDoubt ? outbox.NewestSent : static _ => null);
        if (doubt == Doubt.HasIt)
        {
            await RequireOtherAsync(visit);
        }

        SettledParcel? settled = doubt switch
        {
            Doubt.HasIt => new SettledParcel(parcel, ParcelState.Sent),
            _ when !parcel.IsInDoubt => null,
            Doubt.Remains => new SettledParcel(parcel, ParcelState.Failed, Reason: CannotTell),
            _ when parcel.Attempts < options.MaxImmediateAttempts => null,
            _ => new SettledParcel(parcel, ParcelState.Waiting, clock.GetUtcNow() + backoff.After(parcel.Attempts), "it was sent, and no reply came"),
        };
        if (settled is null)
        {
            return true;
        }

        Tell(scale, settled);
        await outbox.SettleAsync(settled);
        return false;
    }

    // We ourselves name every archived weight, whether the vendor has it or not. A session of ours is in the archive a commit later.
    private async Task RequireOtherAsync(ScaleVisit visit)
    {
        await Task.Delay(options.CommitPatience, clock);
        if (outbox.IsOurs(visit.Session))
        {
            throw new VendorFaultException(ReachedOurselves);
        }
    }

    private async Task SendAsync(ForwardedScale scale, ScaleVisit visit, VisitLine line, List<Parcel> parcels, CancellationToken ending)
    {
        int sent = 0;
        try
        {
            foreach (Parcel parcel in parcels)
            {
                if (ending.IsCancellationRequested)
                {
                    break;
                }

                if (await HandOnAsync(visit, line, parcel) is not { } answer)
                {
                    log.TurnLost();
                    break;
                }

                bool later = answer is { State: ParcelState.Waiting, EndsVisit: false };
                var settled = new SettledParcel(parcel, answer.State, later ? clock.GetUtcNow() + backoff.After(parcel.Attempts + 1) : null, answer.Reason);
                Tell(scale, settled);
                await outbox.SettleAsync(settled);
                sent += answer.State == ParcelState.Sent ? parcel.Items.Count : 0;
                if (answer.EndsVisit)
                {
                    throw new VendorFaultException(answer.Reason!);
                }
            }
        }
        finally
        {
            if (sent > 0)
            {
                log.Sent(scale.Mac, sent);
            }
        }
    }

    // What the vendor says to it; null where it may not be sent any more.
    private async Task<VendorAnswer?> HandOnAsync(ScaleVisit visit, VisitLine line, Parcel parcel)
    {
        if (visit.Post(parcel) is not { } post)
        {
            return new VendorAnswer(ParcelState.Failed, "the request that brought it is none that a scale sends, and cannot be made again");
        }

        try
        {
            // To break off now would leave it in doubt.
            if (await line.PostAsync(post, () => outbox.BeginAsync(parcel), CancellationToken.None) is not { } reply)
            {
                return null;
            }

            // Asked now, for a session of ours is in the archive before the first thing that comes in it is acknowledged.
            VendorAnswer answer = VendorAnswer.Of(reply);
            return answer.State == ParcelState.Sent && outbox.IsOurs(visit.Session)
                ? new VendorAnswer(ParcelState.Waiting, ReachedOurselves, EndsVisit: true)
                : answer;
        }
        catch (VendorFaultException e)
        {
            return new VendorAnswer(e.MayHaveArrived ? ParcelState.InDoubt : ParcelState.Waiting, e.Message, EndsVisit: true);
        }
    }

    private void Tell(ForwardedScale scale, SettledParcel settled)
    {
        switch (settled.State)
        {
            case ParcelState.Failed:
                log.SetAside(scale.Mac, settled.Reason);
                break;
            case ParcelState.Waiting when settled.NextAt is not null:
                log.Waits(scale.Mac, settled.Reason);
                break;
        }
    }

    private async Task LeaveAsync(ForwardedScale scale, ScaleVisit visit, VisitLine line, CancellationToken ending)
    {
        try
        {
            await line.PostAsync(visit.Leave(), ending);
        }
        catch (VendorFaultException e)
        {
            log.NotLeft(scale.Mac, e.Message);
        }
    }
}
