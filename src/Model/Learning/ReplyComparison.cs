using System.Globalization;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Learning;

/// <summary>
/// Compares a reply with a learned one, field by field: names, order and values of the header lines, the framing, and the
/// body's fields. Two replies without a difference here are the same to the byte.
/// </summary>
public static class ReplyComparison
{
    private const string StatusLine = "status line";
    private const string HeaderOrder = "order of the header lines";
    private const string FramingName = "framing";
    private const string ChunkSizes = "chunk sizes";
    private const string FieldOrder = "order of the body's fields";
    private const string Spelling = "spelling between the body's fields";
    private const string WholeBody = "body";

    /// <summary>Compares two replies.</summary>
    /// <param name="learned">The one that was learned.</param>
    /// <param name="now">The other one.</param>
    /// <returns>Every difference, those of the head first; empty where there is none.</returns>
    public static IReadOnlyList<FieldDifference> Compare(WireMessage learned, WireMessage now)
    {
        var differences = new List<FieldDifference>();
        CompareHeads(learned, now, differences);
        CompareBodies(learned, now, differences);
        return differences;
    }

    /// <summary>
    /// Whether a difference is the vendor's own doing: a field of the body that is new or gone, and in a session, where people
    /// and settings stand, one that says something else without a rule. Header lines differ from one of the vendor's machines
    /// to the next, and a code to link a scale with is another one in each reply.
    /// </summary>
    /// <param name="kind">The kind of request that both replies answer.</param>
    /// <param name="difference">Where the vendor's reply differs from the learned one.</param>
    public static bool IsDrift(string kind, FieldDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return difference is { Part: ReplyPart.Body, Rule: null } && (kind == RequestKind.SessionNew || difference.Learned is null != difference.Now is null);
    }

    private static void CompareHeads(WireMessage learned, WireMessage now, List<FieldDifference> differences)
    {
        Add(differences, ReplyPart.Head, StatusLine, Text(learned.StartLine), Text(now.StartLine), null);
        CompareFields(ReplyPart.Head, HeaderOrder, [.. ReplyField.OfHead(learned)], [.. ReplyField.OfHead(now)], differences);
        Add(differences, ReplyPart.Head, FramingName, learned.Framing.ToString(), now.Framing.ToString(), null);
        if (learned.Framing == Framing.Chunked && now.Framing == Framing.Chunked)
        {
            // A body of another length cannot have the same chunks; how many there are is the sender's manner.
            bool renewed = learned.Body.Length != now.Body.Length && learned.Chunks.Count == now.Chunks.Count;
            Add(differences, ReplyPart.Head, ChunkSizes, SizesOf(learned), SizesOf(now), renewed ? RenewalRule.Length : null);
        }
    }

    private static void CompareBodies(WireMessage learned, WireMessage now, List<FieldDifference> differences)
    {
        IReadOnlyList<ReplyField> before = ReplyField.OfBody(learned);
        IReadOnlyList<ReplyField> after = ReplyField.OfBody(now);
        if (before.Count == 0 || after.Count == 0)
        {
            Add(differences, ReplyPart.Body, WholeBody, Text(learned.Body.Span), Text(now.Body.Span), null);
            return;
        }

        int known = differences.Count;
        CompareFields(ReplyPart.Body, FieldOrder, before, after, differences);
        bool same = !differences.Skip(known).Any(difference => difference.Rule is null or RenewalRule.FirmwareOffer);
        if (same && !WithoutRenewals(learned.Body.Span).AsSpan().SequenceEqual(WithoutRenewals(now.Body.Span)))
        {
            differences.Add(new FieldDifference(ReplyPart.Body, Spelling, null, null, null));
        }
    }

    // Of several fields of a name, the first is compared with the first, and so on.
    private static void CompareFields(ReplyPart part, string order, IReadOnlyList<ReplyField> learned, IReadOnlyList<ReplyField> now, List<FieldDifference> differences)
    {
        Dictionary<(string Name, int Nth), ReplyField> left = Numbered(now);
        bool missing = false;
        foreach (((string Name, int Nth) key, ReplyField field) in Numbered(learned))
        {
            bool there = left.Remove(key, out ReplyField other);
            missing |= !there;
            Add(differences, part, field.Name, field.Text, there ? other.Text : null, field.Rule);
        }

        foreach (ReplyField added in left.Values)
        {
            // What must be renewed may not stand where nothing was learned; an offer of firmware has a rule anywhere.
            differences.Add(new FieldDifference(part, added.Name, null, added.Text, added.Rule == RenewalRule.FirmwareOffer ? added.Rule : null));
        }

        if (!missing && left.Count == 0 && !learned.Select(field => field.Name).SequenceEqual(now.Select(field => field.Name), StringComparer.Ordinal))
        {
            differences.Add(new FieldDifference(part, order, null, null, null));
        }
    }

    private static Dictionary<(string Name, int Nth), ReplyField> Numbered(IReadOnlyList<ReplyField> fields)
    {
        var numbered = new Dictionary<(string, int), ReplyField>(fields.Count);
        foreach (ReplyField field in fields)
        {
            int nth = 0;
            while (!numbered.TryAdd((field.Name, nth), field))
            {
                nth++;
            }
        }

        return numbered;
    }

    // A field that a rule renews stays where it is; only cutting out is a rule for one that is gone.
    private static void Add(List<FieldDifference> differences, ReplyPart part, string name, string learned, string? now, RenewalRule? rule)
    {
        if (learned != now)
        {
            bool allowed = now is not null || rule == RenewalRule.FirmwareOffer;
            differences.Add(new FieldDifference(part, name, learned, now, allowed ? rule : null));
        }
    }

    private static byte[] WithoutRenewals(ReadOnlySpan<byte> body)
    {
        var rest = new List<byte>(body.Length);
        int at = 0;
        foreach (Renewal renewal in ReplyFields.RenewalsOf(body))
        {
            rest.AddRange(body[at..renewal.Place.Start]);
            at = renewal.Place.End;
        }

        rest.AddRange(body[at..]);
        return [.. rest];
    }

    private static string SizesOf(WireMessage reply) =>
        string.Join(' ', reply.Chunks.Select(chunk => chunk.Size.ToString("x", CultureInfo.InvariantCulture)));

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes);
}
