using System.Globalization;

namespace ScaleProxy.Archive;

/// <summary>Where a measurement stands among all of them in the order of time.</summary>
/// <param name="TakenAt">When it was taken, unix seconds.</param>
/// <param name="Id">Its number in the archive, which orders those of one second.</param>
public readonly record struct MeasurementPlace(long TakenAt, long Id)
{
    /// <summary>The place as a word, for whoever comes back for what follows: <c>1767300000-17</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TakenAt}-{Id}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out MeasurementPlace place)
    {
        ArgumentNullException.ThrowIfNull(text);
        int dash = text.LastIndexOf('-');
        place = default;
        if (dash <= 0
            || !long.TryParse(text.AsSpan(0, dash), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long takenAt)
            || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            return false;
        }

        place = new MeasurementPlace(takenAt, id);
        return true;
    }
}
