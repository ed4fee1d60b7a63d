using System.Text.Json;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Verify;

/// <summary>Writes what <c>verify</c> found, for people and for scripts. Tokens are not among it.</summary>
internal static class VerifyReport
{
    /// <summary>A table: a row for each difference.</summary>
    /// <param name="mac">The scale.</param>
    /// <param name="against">Who was asked: <c>serve</c> or <c>vendor</c>.</param>
    /// <param name="replies">What was found.</param>
    public static void Print(string mac, string against, IReadOnlyList<VerifiedReply> replies)
    {
        Console.WriteLine(against == "vendor" ? $"{mac}: how its vendor answers today, beside what was learned" : $"{mac}: how `serve` answers today, beside what was learned");
        Listing.Print(["REQUEST", "FIELD", "LEARNED", "NOW", "WHY"], replies.SelectMany(Rows), none: $"{mac}: nothing could be asked");
        int unexplained = replies.Sum(reply => reply.Unexplained.Count);
        Console.WriteLine(unexplained == 0
            ? "every difference has its reason"
            : FormattableString.Invariant($"{unexplained} of the differences {(unexplained == 1 ? "has" : "have")} none: `!` marks {(unexplained == 1 ? "it" : "them")}"));
        Console.WriteLine();
    }

    /// <summary>The same as JSON, one value.</summary>
    public static void Write(Utf8JsonWriter json, string mac, string against, IReadOnlyList<VerifiedReply> replies)
    {
        json.WriteStartObject();
        json.WriteString("mac", mac);
        json.WriteString("against", against);
        json.WriteBoolean("ok", replies.All(reply => reply.Unexplained.Count == 0));
        json.WriteStartArray("requests");
        foreach (VerifiedReply reply in replies)
        {
            json.WriteStartObject();
            json.WriteString("kind", reply.Kind);
            json.WriteString("problem", reply.Problem);
            json.WriteStartArray("differences");
            foreach (FieldDifference difference in reply.Differences ?? [])
            {
                json.WriteStartObject();
                json.WriteString("part", JsonNamingPolicy.CamelCase.ConvertName(difference.Part.ToString()));
                json.WriteString("name", difference.Name);
                json.WriteString("learned", IsToken(difference) ? null : difference.Learned);
                json.WriteString("now", IsToken(difference) ? null : difference.Now);
                json.WriteString("rule", difference.Rule is { } rule ? JsonNamingPolicy.CamelCase.ConvertName(rule.ToString()) : null);
                json.WriteBoolean("explained", !reply.Unexplained.Contains(difference));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(VerifiedReply reply)
    {
        if (reply.Differences is not { Count: > 0 } differences)
        {
            yield return [reply.Kind, "-", "-", "-", reply.Problem ?? "the same to the byte"];
            yield break;
        }

        foreach (FieldDifference difference in differences)
        {
            bool explained = !reply.Unexplained.Contains(difference);
            yield return
            [
                reply.Kind,
                difference.Name,
                TextOf(difference, difference.Learned),
                TextOf(difference, difference.Now),
                !explained ? "! no rule" : difference.Rule is { } rule ? FieldExplanation.InWords(rule) : "differs from one machine of the vendor to the next",
            ];
        }
    }

    private static string TextOf(FieldDifference difference, string? text) => text is null ? "-" : IsToken(difference) ? "a token" : text;

    private static bool IsToken(FieldDifference difference) => difference.Rule is RenewalRule.Once or RenewalRule.SessionId;
}
