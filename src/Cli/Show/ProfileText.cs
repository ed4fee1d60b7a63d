using System.Globalization;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Show;

/// <summary>Explains a profile to a person.</summary>
internal static class ProfileText
{
    private static readonly string[] s_expected =
        [RequestKind.MeasureStore, RequestKind.MaintStore, RequestKind.AssociationRequest, RequestKind.SessionDelete];

    private const string Hidden = "known (--whole shows it)";

    /// <summary>Writes the explanation.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="whole">The secret as well.</param>
    public static void Print(TextWriter output, Profile profile, bool whole)
    {
        output.WriteLine($"scale      {profile.Mac}");
        output.WriteLine($"model      {ScaleModel.NameOf(profile.ManufacturerId) ?? "unknown"} (mfgid {profile.ManufacturerId?.ToString(CultureInfo.InvariantCulture) ?? "not seen"})");
        output.WriteLine($"firmware   {profile.Firmware ?? "not seen"}");
        output.WriteLine($"battery    {(profile.Battery is { } battery ? battery.ToString(CultureInfo.InvariantCulture) + " %" : "not seen")}");
        output.WriteLine($"seen       {MomentText.Of(profile.FirstSeen)} to {MomentText.Of(profile.LastSeen)}");
        output.WriteLine($"secret     {(profile.Secret is null ? "not seen: a maintenance upload would show it; until then only learned tokens can be given" : whole ? profile.Secret : Hidden)}");
        foreach (string missing in profile.Missing())
        {
            output.WriteLine($"missing    {missing}");
        }

        output.WriteLine();
        output.WriteLine("handshakes (once, and the scale's md5 of it)");
        foreach (Handshake handshake in profile.Handshakes)
        {
            string verified = profile.Verifies(handshake) switch { true => "explained by the secret", false => "NOT explained by the secret", _ => "not to be checked without the secret" };
            output.WriteLine($"  {handshake.Once}  {handshake.Md5}  {verified}");
        }

        foreach (LearnedReply reply in profile.Replies)
        {
            output.WriteLine();
            Print(output, reply);
        }

        PrintUnseen(output, profile);
    }

    // What a scale is sure to ask some day, even if the capture does not show it.
    private static void PrintUnseen(TextWriter output, Profile profile)
    {
        string[] unseen = [.. s_expected.Where(kind => !profile.Replies.Any(reply => reply.Kind == kind))];
        if (unseen.Length > 0 && profile.Replies.Count > 0)
        {
            output.WriteLine();
            output.WriteLine($"not seen   {string.Join(", ", unseen)}");
            output.WriteLine("           kept raw, and answered {\"status\":0} with the head of a reply above");
        }
    }

    private static void Print(TextWriter output, LearnedReply reply)
    {
        WireMessage message = reply.Message();
        string status = reply.Status is { } number ? string.Create(CultureInfo.InvariantCulture, $", status {number}") : string.Empty;
        output.WriteLine($"reply to `{reply.Kind}`{status}, learned {MomentText.Of(reply.SeenAt)}, {FramingOf(message)}");
        output.WriteLine($"  {System.Text.Encoding.Latin1.GetString(message.StartLine)}");
        ReplyField[] fields = [.. ReplyField.OfHead(message), .. ReplyField.OfBody(message)];
        int width = fields.Length == 0 ? 0 : fields.Max(field => field.Name.Length);
        int learned = fields.Length == 0 ? 0 : Math.Min(44, fields.Max(field => field.Text.Length));
        foreach (ReplyField field in fields)
        {
            output.WriteLine($"  {field.Name.PadRight(width)}  {field.Text.PadRight(learned)}  {FieldExplanation.InWords(field.Rule)}");
        }
    }

    private static string FramingOf(WireMessage message) => message.Framing switch
    {
        Framing.ContentLength => "with Content-Length",
        Framing.Chunked => string.Create(CultureInfo.InvariantCulture, $"chunked ({string.Join(" + ", message.Chunks.Select(chunk => chunk.Size))} bytes)"),
        Framing.UntilClose => "until the connection closes",
        _ => "without a body",
    };
}
