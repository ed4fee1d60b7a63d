using System.Globalization;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Show;

/// <summary>What was learned of a scale, in a line without anything private.</summary>
internal static class LearnedText
{
    /// <summary>For example <c>00:24:e4:a1:b2:c3 (WS-30): firmware 211, battery 69 %, 4 replies, 1 handshake</c>.</summary>
    public static string Of(Profile profile) => string.Create(
        CultureInfo.InvariantCulture,
        $"{profile.Mac} ({ScaleModel.NameOf(profile.ManufacturerId) ?? "model unknown"}): firmware {(profile.Firmware is { } firmware ? Printable.Of(firmware) : "unknown")}, {Battery(profile)}{Replies(profile.Replies.Count)}, {Plural.Of(profile.Handshakes.Count, "handshake")}");

    /// <summary>For example <c>1 reply</c>, <c>4 replies</c>.</summary>
    public static string Replies(int count) => count == 1 ? "1 reply" : count.ToString(CultureInfo.InvariantCulture) + " replies";

    private static string Battery(Profile profile) =>
        profile.Battery is { } battery ? string.Create(CultureInfo.InvariantCulture, $"battery {battery} %, ") : string.Empty;
}
