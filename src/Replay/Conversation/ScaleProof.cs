using System.Security.Cryptography;
using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Conversation;

/// <summary>What proves that a scale is the one it says it is.</summary>
internal static class ScaleProof
{
    /// <summary>Whether a hash proves a scale for a token: by its secret, or, where that is unknown, as the learned hash of that very token.</summary>
    /// <param name="profile">The scale.</param>
    /// <param name="token">The token it was given.</param>
    /// <param name="hash">What it sent, <see cref="HandshakeHash.Length"/> lower-case hexadecimal digits.</param>
    public static bool Holds(Profile profile, string token, ReadOnlySpan<byte> hash)
    {
        if (profile.Secret is { } secret)
        {
            return HandshakeHash.Matches(profile.Mac, secret, token, hash);
        }

        foreach (Handshake handshake in profile.Handshakes)
        {
            if (handshake.Once == token && CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(handshake.Md5)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The profile with the secret that a maintenance upload shows; null where it shows none, or it is known already. A
    /// secret is believed where it explains a handshake that the vendor accepted.
    /// </summary>
    /// <param name="request">Any request of the scale.</param>
    /// <param name="profile">The scale.</param>
    public static Profile? SecretShown(ScaleRequest request, Profile profile)
    {
        if (profile.Secret is not null || request.Kind != RequestKind.MaintStore || !request.Fields.TryGet("data"u8, out ReadOnlySpan<byte> data)
            || MaintenanceBlob.TryParseHex(data)?.Secret is not { } secret)
        {
            return null;
        }

        return profile.IsExplainedBy(secret) ? profile with { Secret = secret } : null;
    }
}
