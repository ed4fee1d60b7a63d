using System.Security.Cryptography;
using System.Text;
using ScaleProxy.Archive;

namespace ScaleProxy.Feeds.Delivery;

/// <summary>A measurement that a feed is to tell.</summary>
/// <param name="Stored">The measurement as it is now.</param>
/// <param name="Revision">0 where it has come in, else which change of it this is.</param>
internal sealed record FeedItem(StoredMeasurement Stored, int Revision)
{
    private const int IdBytes = 16;

    /// <summary>
    /// What a receiver knows it by that is told it twice: the same whenever this revision of this measurement is told, and
    /// another one in another archive.
    /// </summary>
    public string DeliveryId()
    {
        string identity = FormattableString.Invariant($"{Stored.Measurement.Mac} {Stored.Measurement.TakenAt} {Stored.Id} {Revision}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(identity)).AsSpan(0, IdBytes));
    }
}
