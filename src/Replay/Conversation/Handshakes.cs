using System.Net;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Conversation;

/// <summary>
/// Gives once tokens, and checks what scales come back with. This process remembers them itself where it is alone; where
/// others answer too, they are where all can see them, and nowhere else, so that each is used by one of them.
/// </summary>
internal sealed class Handshakes(IScaleKeeper keeper, TimeProvider clock)
{
    private readonly OnceLedger _ledger = new(clock);

    /// <summary>Notes that a token is given; it may be sent when this is done.</summary>
    /// <exception cref="KeepException">It could not be noted: no session will be had with it.</exception>
    public ValueTask GiveAsync(IPAddress address, string token)
    {
        if (keeper.SharedOnces is { } shared)
        {
            return NoteAsync(shared, address, token);
        }

        _ledger.Add(address, token);
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether a request for a session proves the scale that it names, by a token that is used up with it.</summary>
    /// <exception cref="KeepException">It cannot be known.</exception>
    public ValueTask<bool> IsProvenAsync(ScaleRequest request, ScaleConnection connection, Profile profile)
    {
        if (!request.Fields.TryGet("hash"u8, out ReadOnlySpan<byte> sent) || sent.Length != HandshakeHash.Length)
        {
            return new(false);
        }

        byte[] hash = sent.ToArray();
        Predicate<string> proves = token => ScaleProof.Holds(profile, token, hash);
        return keeper.SharedOnces is { } shared
            ? shared.TryUseAsync(connection.Address, OnceLedger.Lifetime, OnceLedger.MaxPerAddress, proves)
            : new(_ledger.TryUse(connection.Address, connection.Once, proves));
    }

    // Whatever goes wrong with it shows when it is awaited.
    private static async ValueTask NoteAsync(ISharedOnces shared, IPAddress address, string token) => await shared.AddAsync(address, token);
}
