using System.Text.Json;

namespace ScaleProxy.Model.Learning;

/// <summary>
/// An offer of firmware in the body of a reply (<c>blc</c>, <c>sha1</c> in <c>syp</c>), and the body without it. A scale that
/// takes one installs it, and may lock its owner out for good.
/// </summary>
public sealed class FirmwareOffer
{
    private FirmwareOffer(ReadOnlyMemory<byte> body, IReadOnlyList<Range> cuts, string? address, string? checksum)
    {
        Body = body;
        Cuts = cuts;
        Address = address;
        Checksum = checksum;
    }

    /// <summary>The body without the offer; everything else in it is left byte for byte.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What was cut, one after the other: each counts in the body as the cuts before it have left it.</summary>
    public IReadOnlyList<Range> Cuts { get; }

    /// <summary>Where the firmware is to be had (<c>blc</c>), as the vendor said it; null where it did not.</summary>
    public string? Address { get; }

    /// <summary>The firmware's checksum (<c>sha1</c>), as the vendor said it; null where it did not.</summary>
    public string? Checksum { get; }

    /// <summary>Looks for an offer, and cuts it out.</summary>
    /// <param name="body">The body of a reply, with its framing taken off.</param>
    /// <returns>Null where nothing is offered, or the body is not JSON; see <see cref="IsNamedIn"/>.</returns>
    public static FirmwareOffer? Find(ReadOnlyMemory<byte> body)
    {
        if (!MayBeIn(body.Span))
        {
            return null;
        }

        var cuts = new List<Range>();
        string? address = null;
        string? checksum = null;
        // A name may stand there twice, and cutting one member moves the others.
        while (FindIn(body.Span) is { } place)
        {
            string? text = place.Type == JsonTokenType.Null ? null : JsonPlaces.TextOf(body.Span, place);
            address ??= place.Path.EndsWith("blc", StringComparison.Ordinal) ? text : null;
            checksum ??= place.Path.EndsWith("sha1", StringComparison.Ordinal) ? text : null;
            Range cut = JsonPlaces.MemberRange(body.Span, place);
            cuts.Add(cut);
            body = (byte[])[.. body.Span[..cut.Start], .. body.Span[cut.End..]];
        }

        return cuts.Count == 0 ? null : new FirmwareOffer(body, cuts, address, checksum);
    }

    /// <summary>
    /// Whether the text of a body names an offer, JSON or not. A scale reads its reply as a stream, so it may take an offer
    /// out of what breaks off later; where <see cref="Find"/> finds none, the caller decides what becomes of such a body.
    /// </summary>
    /// <param name="body">The body of a reply.</param>
    public static bool IsNamedIn(ReadOnlySpan<byte> body) => body.IndexOf("\"blc\""u8) >= 0 || body.IndexOf("\"sha1\""u8) >= 0;

    /// <summary>Whether there is anything in a body that could name an offer; else there is none, and it need not be read.</summary>
    /// <param name="body">The body of a reply, in one piece.</param>
    // A name may be written with escapes ("\u0062lc"); without one of these it is not there at all.
    public static bool MayBeIn(ReadOnlySpan<byte> body) => IsNamedIn(body) || body.IndexOf("\\u"u8) >= 0;

    private static JsonPlace? FindIn(ReadOnlySpan<byte> body)
    {
        foreach (Renewal renewal in ReplyFields.RenewalsOf(body))
        {
            if (renewal.Rule == RenewalRule.FirmwareOffer)
            {
                return renewal.Place;
            }
        }

        return null;
    }
}
