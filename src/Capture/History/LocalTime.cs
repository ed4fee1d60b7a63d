using System.Globalization;
using System.Text;

namespace ScaleProxy.Capture.History;

/// <summary>
/// A date and time as an export writes it, in the local time of whoever made it, or with an offset.
/// <para>
/// Where the clock was set back, an hour comes twice: a time in it is taken for the first of the two, and the second is kept as
/// the other moment it may mean. Where the clock was set forward, an hour is missing: a time in it is read by the clock of the day before, and said to be odd.
/// </para>
/// </summary>
/// <param name="First">The moment, unix seconds.</param>
/// <param name="Second">The other moment it may mean; null where there is none.</param>
/// <param name="PrecisionSeconds">1, or 60 where seconds are not told.</param>
/// <param name="IsSkipped">There was no such time on the clock.</param>
internal readonly record struct LocalTime(long First, long? Second, int PrecisionSeconds, bool IsSkipped)
{
    /// <summary>What is taken, in words.</summary>
    public const string Expected = "a date and a time like 2026-01-31 07:30:00 or 31.01.2026 07:30";

    private const int MaxLength = 40;

    // Years in which somebody can have been weighed, with room on both sides for what no calendar here has.
    private const int FirstYear = 1900;
    private const int LastYear = 9000;

    // The first is what the vendor writes today.
    private static readonly string[] s_toTheSecond =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd h:mm:ss tt", "dd.MM.yyyy H:mm:ss",
    ];

    private static readonly string[] s_toTheMinute =
        ["yyyy-MM-dd H:mm", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd h:mm tt", "dd.MM.yyyy H:mm"];

    private static readonly string[] s_slashedToTheSecond = ["dd/MM/yyyy H:mm:ss"];
    private static readonly string[] s_slashedToTheMinute = ["dd/MM/yyyy H:mm"];

    /// <summary>Reads one.</summary>
    /// <param name="date">The date, with the time or without.</param>
    /// <param name="time">The time, where it stands apart; else empty.</param>
    /// <param name="slashesAreDayFirst">See <see cref="HistoryTable.SlashesAreDayFirst"/>.</param>
    /// <param name="zone">Where local times are local to.</param>
    /// <param name="read">The time.</param>
    public static bool TryParse(ReadOnlySpan<byte> date, ReadOnlySpan<byte> time, bool slashesAreDayFirst, TimeZoneInfo zone, out LocalTime read)
    {
        read = default;
        Span<char> buffer = stackalloc char[MaxLength];
        if (date.Length + time.Length + 1 > MaxLength || !Ascii.IsValid(date) || !Ascii.IsValid(time))
        {
            return false;
        }

        int length = Encoding.ASCII.GetChars(date, buffer);
        if (!time.IsEmpty)
        {
            buffer[length++] = ' ';
            length += Encoding.ASCII.GetChars(time, buffer[length..]);
        }

        ReadOnlySpan<char> text = ((ReadOnlySpan<char>)buffer[..length]).Trim();
        if (HasOffset(text))
        {
            bool isMoment = DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset moment);
            read = new LocalTime(moment.ToUnixTimeSeconds(), null, 1, IsSkipped: false);
            return isMoment && moment.Year is >= FirstYear and <= LastYear;
        }

        // "6:04 Uhr": how the vendor wrote German times once.
        text = text.EndsWith(" Uhr", StringComparison.Ordinal) ? text[..^4] : text;
        bool toTheSecond = TryParse(text, s_toTheSecond, out DateTime local) || (slashesAreDayFirst && TryParse(text, s_slashedToTheSecond, out local));
        if (!toTheSecond && !TryParse(text, s_toTheMinute, out local) && !(slashesAreDayFirst && TryParse(text, s_slashedToTheMinute, out local)))
        {
            return false;
        }

        if (local.Year is < FirstYear or > LastYear)
        {
            return false;
        }

        read = At(local, zone, toTheSecond ? 1 : 60);
        return true;
    }

    private static bool HasOffset(ReadOnlySpan<char> text) => text is [.., 'Z'] or [.., '+' or '-', _, _, ':', _, _];

    private static bool TryParse(ReadOnlySpan<char> text, string[] formats, out DateTime local) =>
        DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out local);

    private static LocalTime At(DateTime local, TimeZoneInfo zone, int precision)
    {
        if (zone.IsInvalidTime(local))
        {
            return new LocalTime(Seconds(local, zone.GetUtcOffset(local.AddDays(-1))), null, precision, IsSkipped: true);
        }

        if (!zone.IsAmbiguousTime(local))
        {
            return new LocalTime(Seconds(local, zone.GetUtcOffset(local)), null, precision, IsSkipped: false);
        }

        TimeSpan[] offsets = zone.GetAmbiguousTimeOffsets(local);
        return new LocalTime(Seconds(local, offsets.Max()), Seconds(local, offsets.Min()), precision, IsSkipped: false);
    }

    private static long Seconds(DateTime local, TimeSpan offset) => new DateTimeOffset(local, offset).ToUnixTimeSeconds();
}
