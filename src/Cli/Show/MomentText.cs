using System.Globalization;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Show;

/// <summary>Moments as people write and read them, in their own time zone.</summary>
internal static class MomentText
{
    private static readonly string[] s_formats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>For example <c>2013-03-19 22:12</c>, local time; <c>-</c> where it is not known.</summary>
    public static string Of(DateTimeOffset moment) =>
        moment <= DateTimeOffset.UnixEpoch ? "-" : moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Reads a date, a date and time (local), ISO 8601 with an offset, or unix seconds.</summary>
    /// <param name="option">The option it was given to, for the error's sake.</param>
    /// <param name="text">What was given; null gives null.</param>
    /// <exception cref="UserException">It is none of these.</exception>
    public static DateTimeOffset? Read(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (DateTime.TryParseExact(text, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTime local))
        {
            return new DateTimeOffset(local);
        }

        if (text.All(char.IsAsciiDigit) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long unix) && unix <= 253_402_300_799)
        {
            return DateTimeOffset.FromUnixTimeSeconds(unix);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset moment)
            ? moment
            : throw new UserException($"{option}: '{text}' is no time; give 2026-01-31, 2026-01-31T07:30, 2026-01-31T07:30:00Z or unix seconds");
    }
}
