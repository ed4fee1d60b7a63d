using ScaleProxy.Archive;
using ScaleProxy.Capture.History;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Import;

/// <summary>
/// Whether a line of another program's export tells of a weighing that is archived. It is the same
/// <list type="number">
/// <item>person, unless either of the two is not known: which scale it was says nothing, as exports do not know it;</item>
/// <item>time, as exactly as the export tells it: the second, or the minute;</item>
/// <item>weight, as exactly as the export writes it: 77.11 kg may be written 77.1.</item>
/// </list>
/// Two exports of whole minutes are held against each other digit by digit, for nothing else tells two weighings in one minute apart there.
/// </summary>
internal static class SameWeighing
{
    private const int Minute = 60;

    private static readonly MeasuredValue s_nothing = new(MeasureType.Weight, 0, 0);

    /// <summary>The minute that whatever is the same as the row was taken in, unix seconds.</summary>
    public static long MinuteOf(long takenAt) => takenAt - ((takenAt % Minute) + Minute) % Minute;

    /// <summary>Whether they are the same.</summary>
    /// <param name="row">The line.</param>
    /// <param name="takenAt">Its time, or the other one that it may mean.</param>
    /// <param name="weight">The weight in it.</param>
    /// <param name="person">Whose it is; null where that is not known.</param>
    /// <param name="known">A weight in the archive.</param>
    public static bool Is(HistoryRow row, long takenAt, MeasuredValue weight, long? person, in ArchivedWeight known)
    {
        if (person is not null && known.UserId is not null && person != known.UserId)
        {
            return false;
        }

        bool isHistory = known.Source == MeasurementSource.History;
        bool sameTime = known.TakenAt >= takenAt && known.TakenAt < takenAt + row.PrecisionSeconds;

        // The archived one may be of an export that knew no seconds.
        bool sameMinute = isHistory && known.TakenAt == MinuteOf(takenAt);
        bool exactly = isHistory && (row.PrecisionSeconds >= Minute || !sameTime);
        return (sameTime || sameMinute) && weight.DiffersByAtMost(known.Weight, exactly ? s_nothing : row.WeightTolerance ?? s_nothing);
    }
}
