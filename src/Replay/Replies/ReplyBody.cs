using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
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
    private const int LongestAge = 6;

    private const int MaxAgeDecimals = 2;

    private readonly ReplySegment[] _segments;

    /// <summary>Takes a body apart.</summary>
    /// <param name="kind">The kind of request it answers.</param>
    /// <param name="body">The learned body.</param>
    /// <param name="people">Everybody known, for a body that names people.</param>
    /// <param name="notes">Receives a line for each thing that is not sent as it was learned for the scale's sake.</param>
    public ReplyBody(string kind, ReadOnlyMemory<byte> body, KnownPeople people, ICollection<string> notes)
    {
        ReadOnlyMemory<byte> text = ReplyTrim.CutFirmwareOffer(body, notes);
        IReadOnlyList<RosterEntry> roster = kind == RequestKind.SessionNew ? Roster.Of(ReplyFields.PeopleOf(text.Span), people) : [];
        text = ReplyRoster.Write(text, roster);
        Dictionary<long, Person> edited = roster.Where(entry => entry.Edited is not null).ToDictionary(entry => entry.UserId, entry => entry.Edited!);
        text = ReplyTrim.Fit(kind, text, body => LongestGrowth(body, edited), notes);
        _segments = Split(text, edited);
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
    private static int LongestGrowth(ReadOnlyMemory<byte> body, Dictionary<long, Person> edited)
    {
        int growth = 0;
        foreach (Renewal renewal in ReplyFields.RenewalsOf(body.Span, edited))
        {
            int longest = renewal.Rule switch
            {
                RenewalRule.Once or RenewalRule.SessionId => ScaleLimits.Token,
                RenewalRule.Age => LongestAge,
                RenewalRule.Attribution => 1,
                _ => LongestNumber,
            };
            growth += Math.Max(0, longest - (renewal.Place.End - renewal.Place.Start));
        }

        return growth;
    }

    private static bool IsToken(RenewalRule rule) => rule is RenewalRule.Once or RenewalRule.SessionId;

    private static ReplySegment[] Split(ReadOnlyMemory<byte> text, Dictionary<long, Person> edited)
    {
        var segments = new List<ReplySegment>();
        int at = 0;
        IReadOnlyList<Renewal> renewals = ReplyFields.RenewalsOf(text.Span, edited);
        foreach (Renewal renewal in renewals)
        {
            if (IsToken(renewal.Rule) && renewal.Place.Type != JsonTokenType.String)
            {
                // "sessionid":null has no quotes to put a token between.
                continue;
            }

            segments.Add(new ReplySegment(text[at..renewal.Place.Start], null));
            Person? person = renewal.UserId is { } user ? edited.GetValueOrDefault(user) : null;
            segments.Add(new ReplySegment(text[renewal.Place.Start..renewal.Place.End], renewal.Rule, renewal.UserId, LearnedTime(text.Span, renewals, renewal.UserId), person));
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
            case RenewalRule.Age when segment.Person?.AgeAt(fresh.Now) is { } age:
                return WriteText(output, AgeText(age, segment.Learned.Span));
            case RenewalRule.Attribution when WeightOf(segment, fresh) is not null:
                return WriteNumber(output, 0);
            default:
                return false;
        }
    }

    // In whole years, or with as many decimals as the learned age has.
    private static string AgeText(decimal age, ReadOnlySpan<byte> learned)
    {
        int point = learned.IndexOf((byte)'.');
        int decimals = point < 0 ? 0 : learned[(point + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var end and >= 0 ? end : learned.Length - point - 1;
        decimals = Math.Min(decimals, MaxAgeDecimals);
        return decimal.Round(age, decimals, MidpointRounding.ToZero).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
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
