namespace ScaleProxy.Proxy.Forward;

/// <summary>Where what is to be handed on waits, whichever process put it there. Each may throw an <see cref="OutboxException"/>: nothing can be sent then.</summary>
public interface IOutbox
{
    /// <summary>Whether somebody wants everything sent now, whatever its time.</summary>
    bool IsAsked();

    /// <summary>The scales that something may be sent of now, and whose secret is known.</summary>
    IReadOnlyList<string> Due();

    /// <summary>Takes the turn to send, or keeps it: of several processes one has it at a time.</summary>
    /// <param name="length">For how long.</param>
    /// <returns>False where another one has it.</returns>
    ValueTask<bool> TakeTurnAsync(TimeSpan length);

    /// <summary>Gives the turn back.</summary>
    ValueTask EndTurnAsync();

    /// <summary>Says that what was asked for is being done.</summary>
    ValueTask AnswerAsync();

    /// <summary>What is known of a scale; null where its secret is not.</summary>
    /// <param name="mac">The scale.</param>
    ForwardedScale? FindScale(string mac);

    /// <summary>What may be sent of a scale now, in the order to send it in.</summary>
    /// <param name="mac">The scale.</param>
    /// <param name="max">How much at most.</param>
    IReadOnlyList<Parcel> Waiting(string mac, int max);

    /// <summary>Notes that a parcel is about to be sent. The note outlives this process, and may be lost with the machine.</summary>
    /// <param name="parcel">The parcel.</param>
    /// <returns>Whether it may be sent: nobody has taken the turn, or a part of the parcel, meanwhile.</returns>
    ValueTask<bool> BeginAsync(Parcel parcel);

    /// <summary>Notes what became of a parcel; that is on the disk when this is done.</summary>
    /// <param name="settled">What was sent.</param>
    ValueTask SettleAsync(SettledParcel settled);

    /// <summary>Notes a conversation, when it begins and when it is over.</summary>
    /// <param name="visit">How it goes.</param>
    ValueTask NoteAsync(VisitNote visit);

    /// <summary>Whether a session is one that we gave, not the vendor.</summary>
    /// <param name="session">Its id.</param>
    bool IsOurs(string session);

    /// <summary>When a person's newest measurement was taken that the vendor has for certain, unix seconds; null where there is none.</summary>
    /// <param name="user">The vendor's number for the person.</param>
    long? NewestSent(long user);
}
