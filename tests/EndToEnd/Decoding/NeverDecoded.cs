using Microsoft.Data.Sqlite;
using ScaleProxy.Archive;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Decoding;

/// <summary>Makes archives as a version leaves them that could not read what it recorded.</summary>
internal static class NeverDecoded
{
    /// <summary>Takes the measurements out, as if they had never been read; the recordings stay.</summary>
    public static void ForgetMeasurements(Installation installation) =>
        Run(installation, "DELETE FROM measurement_value; DELETE FROM measurement_candidate; DELETE FROM assignment; DELETE FROM measurement");

    /// <summary>Takes out what was learned, as if it had never been.</summary>
    public static void ForgetWhatWasLearned(Installation installation) =>
        Run(installation, "DELETE FROM learned_reply; DELETE FROM handshake; DELETE FROM device; DELETE FROM scale_user");

    /// <summary>Takes out the scales' secrets, and the exchanges that were imported; what <c>serve</c> recorded stays.</summary>
    public static void ForgetSecrets(Installation installation) =>
        Run(installation, "UPDATE device SET secret = NULL; DELETE FROM exchange WHERE id / 16777216 IN (SELECT id FROM recording WHERE source = 'import')");

    /// <summary>Records exchanges, and nothing of what they say.</summary>
    /// <returns>The recording's number.</returns>
    public static async Task<long> RecordAsync(Installation installation, string source, params RecordedExchange[] exchanges)
    {
        await using ScaleArchive archive = Open(installation);
        var recording = new RecordingHandle("192.0.2.7:4711", "192.0.2.1:80", exchanges[0].StartedAt, source);
        await archive.WriteAsync(new ArchiveEntry { Recording = recording, Exchanges = exchanges });
        return recording.Id;
    }

    /// <summary>The archive, opened by another program of ours.</summary>
    public static ScaleArchive Open(Installation installation) =>
        ScaleArchive.Open(new ArchiveOptions { Path = Path.Combine(installation.Data, "scaleproxy.db") }, TimeProvider.System);

    private static void Run(Installation installation, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(installation.Data, "scaleproxy.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
