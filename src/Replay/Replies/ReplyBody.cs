using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Replies;

/// <summary>
/// The body of a learned reply, taken apart once into what is sent as it is and what is renewed. Firmware offers are cut
/// out, and what would break the scale's limits is left out, each with a note that says so.
/// </summary>
internal sealed class ReplyBody
{
    // The longest spelling that a rule gives, for the check that the reply fits whatever it is filled with.
    private const int LongestNumber = 20;

    private readonly ReplySegment[] _segments;

    /// <summary>Takes a body apart.</summary>
    /// <param name="kind">The kind of request it answers.</param>
    /// <param name="body">The learned body.</param>
    /// <param name="notes">Receives a line for each thing that is not sent as it was learned for the scale's sake.</param>
    public ReplyBody(string kind, ReadOnlyMemory<byte> body, ICollection<string> notes)
    {
        ReadOnlyMemory<byte> text = ReplyTrim.CutFirmwareOffer(body, notes);
        text = ReplyTrim.Fit(kind, text, LongestGrowth, notes);
        _segments = Split(text);
    }

    /// <summary>Writes the body with its fields renewed.</summary>
    public void Write(ArrayBufferWriter<byte> output, in FreshFields fresh)
    {
        foreach (ReplySegment segment in _segments)
        {
            if (segment.Rule is not { } rule || !TryRenew(rule, segment, output, fresh))
            {
                output.Append(segment.Learned.Span);
            }
        }
    }

    // How much longer a body can get than it was learned.
    private static int LongestGrowth(ReadOnlyMemory<byte> body)
    {
        int growth = 0;
        foreach (Renewal renewal in ReplyFields.RenewalsOf(body.Span))
        {
            int longest = IsToken(renewal.Rule) ? ScaleLimits.Token : LongestNumber;
            growth += Math.Max(0, longest - (renewal.Place.End - renewal.Place.Start));
        }

        return growth;
    }

    private static bool IsToken(RenewalRule rule) => rule is RenewalRule.Once or RenewalRule.SessionId;

    private static ReplySegment[] Split(ReadOnlyMemory<byte> text)
    {
        var segments = new List<ReplySegment>();
        int at = 0;
        IReadOnlyList<Renewal> renewals = ReplyFields.RenewalsOf(text.Span);
        foreach (Renewal renewal in renewals)
        {
            if (IsToken(renewal.Rule) && renewal.Place.Type != JsonTokenType.String)
            {
                // "sessionid":null has no quotes to put a token between.
                continue;
            }

            segments.Add(new ReplySegment(text[at..renewal.Place.Start], null));
            segments.Add(new ReplySegment(text[renewal.Place.Start..renewal.Place.End], renewal.Rule, renewal.UserId, LearnedTime(text.Span, renewals, renewal.UserId)));
            at = renewal.Place.End;
        }

        segments.Add(new ReplySegment(text[at..], null));
        return [.. segments];
    }

    private static long LearnedTime(ReadOnlySpan<byte> text, IReadOnlyList<Renewal> renewals, long? userId)
    {
        foreach (Renewal renewal in renewals)
        {
            if (renewal.Rule == RenewalRule.LastWeighed && renewal.UserId == userId
                && Utf8Parser.TryParse(text[renewal.Place.Start..renewal.Place.End], out long time, out _))
            {
                return time;
            }
        }

        return 0;
    }

    private static bool TryRenew(RenewalRule rule, in ReplySegment segment, ArrayBufferWriter<byte> output, in FreshFields fresh)
    {
        switch (rule)
        {
            case RenewalRule.Once when fresh.Once is not null:
                return WriteText(output, fresh.Once);
            case RenewalRule.SessionId when fresh.SessionId is not null:
                return WriteText(output, fresh.SessionId);
            case RenewalRule.Clock:
                return WriteNumber(output, fresh.Now.ToUnixTimeSeconds());
            case RenewalRule.Offset:
                return WriteNumber(output, fresh.Zone.Offset);
            case RenewalRule.OffsetChange:
                return WriteNumber(output, fresh.Zone.NextChange);
            case RenewalRule.OffsetAfterChange:
                return WriteNumber(output, fresh.Zone.OffsetAfter);
            case RenewalRule.LastWeight when WeightOf(segment, fresh) is { } last:
                return WriteText(output, last.Weight);
            case RenewalRule.LastWeighed when WeightOf(segment, fresh) is { } last:
                return WriteNumber(output, last.TakenAt);
            default:
                return false;
        }
    }

    // A number that is too long, or in scientific notation, is nobody's weight, and nothing a scale was seen to take.
    private static (string Weight, long TakenAt)? WeightOf(in ReplySegment segment, in FreshFields fresh)
    {
        foreach (LastWeight last in fresh.LastWeights)
        {
            if (last.UserId == segment.UserId && last.TakenAt >= segment.LearnedAt
                && last.Weight.ToDecimalText() is { Length: <= LongestNumber } text && !text.Contains('E', StringComparison.Ordinal))
            {
                return (text, last.TakenAt);
            }
        }

        return null;
    }

    private static bool WriteNumber(ArrayBufferWriter<byte> output, long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(LongestNumber), out int written);
        output.Advance(written);
        return true;
    }

    private static bool WriteText(ArrayBufferWriter<byte> output, string text)
    {
        output.Advance(Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length)));
        return true;
    }
}
