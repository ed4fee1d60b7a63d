using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>
/// A script for MySQL and MariaDB with the two tables that the scripts of 2010 kept: <c>measure</c>, a row a measurement, and
/// <c>value</c>, a row for each value, which is <c>value × 10^unit</c> of what <c>type</c> is measured in. Loading it again changes
/// nothing: rows are known by the archive's own numbers.
/// </summary>
/// <param name="clientOf">Where the recording of that number came from, as address and port; null where that is not known.</param>
public sealed class MysqlFormat(Func<long, string?> clientOf) : IMeasurementFormat
{
    // A value's id is its measurement's, times this, plus its place.
    private const long ValuesPerMeasurement = 1 << 16;

    private static readonly SearchValues<char> s_plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:._ ");

    private long? _recording;
    private IPEndPoint? _client;

    /// <inheritdoc/>
    public bool CanFollow => true;

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> output) => output.Write(
        """
        CREATE TABLE IF NOT EXISTS measure (
            id BIGINT NOT NULL PRIMARY KEY, sourceport INT, sourceip VARCHAR(45), mac CHAR(17) NOT NULL, battery INT, firmware VARCHAR(255),
            userid BIGINT, user VARCHAR(255), meastime BIGINT NOT NULL, receivedtime BIGINT, devtype INT, attribstatus INT,
            source VARCHAR(16) NOT NULL, plausibletime TINYINT NOT NULL, INDEX (userid, meastime), INDEX (meastime)
        ) DEFAULT CHARSET = utf8mb4;
        CREATE TABLE IF NOT EXISTS value (
            id BIGINT NOT NULL PRIMARY KEY, value BIGINT NOT NULL, unit INT NOT NULL, type INT NOT NULL, measid BIGINT NOT NULL, INDEX (measid)
        ) DEFAULT CHARSET = utf8mb4;
        START TRANSACTION;

        """u8);

    /// <inheritdoc/>
    public void Write(StoredMeasurement measurement, IBufferWriter<byte> output)
    {
        var text = new Utf8Text(output);
        Measurement said = measurement.Measurement;
        FindClient(measurement.RecordingId);
        text.Append("INSERT INTO measure (id, sourceport, sourceip, mac, battery, firmware, userid, user, meastime, receivedtime, devtype, attribstatus, source, plausibletime) VALUES ("u8);
        text.Append(measurement.Id);
        AppendNext(ref text, _client?.Port);
        AppendNext(ref text, _client?.Address.ToString());
        AppendNext(ref text, said.Mac);
        AppendNext(ref text, measurement.Battery);
        AppendNext(ref text, measurement.Firmware);
        AppendNext(ref text, measurement.UserId);
        AppendNext(ref text, measurement.User);
        AppendNext(ref text, said.TakenAt);
        AppendNext(ref text, measurement.ReceivedAt > DateTimeOffset.UnixEpoch ? measurement.ReceivedAt.ToUnixTimeSeconds() : null);
        AppendNext(ref text, said.DeviceType);
        AppendNext(ref text, said.Attribution);
        AppendNext(ref text, MeasurementSourceText.Of(measurement.Source));
        AppendNext(ref text, measurement.Plausible ? 1 : 0);
        text.Append(") ON DUPLICATE KEY UPDATE measure.id = measure.id;\n"u8);
        AppendValues(ref text, measurement.Id, said.Values);
        text.Finish();
    }

    /// <inheritdoc/>
    public void Settle(IBufferWriter<byte> output) => output.Write("COMMIT;\nSTART TRANSACTION;\n"u8);

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> output) => output.Write("COMMIT;\n"u8);

    private static void AppendValues(ref Utf8Text text, long id, IReadOnlyList<MeasuredValue> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            text.Append(i == 0 ? "INSERT INTO value (id, value, unit, type, measid) VALUES ("u8 : ", ("u8);
            text.Append((id * ValuesPerMeasurement) + i);
            AppendNext(ref text, values[i].Raw);
            AppendNext(ref text, values[i].Exponent);
            AppendNext(ref text, values[i].Type);
            AppendNext(ref text, id);
            text.Append(")"u8);
        }

        if (values.Count > 0)
        {
            text.Append(" ON DUPLICATE KEY UPDATE value.id = value.id;\n"u8);
        }
    }

    private static void AppendNext(ref Utf8Text text, long? number)
    {
        text.Append(", "u8);
        if (number is { } known)
        {
            text.Append(known);
        }
        else
        {
            text.Append("NULL"u8);
        }
    }

    // What a quoted text means depends on the server's mode (NO_BACKSLASH_ESCAPES); hexadecimal digits mean the same in any.
    private static void AppendNext(ref Utf8Text text, string? value)
    {
        text.Append(", "u8);
        if (value is null)
        {
            text.Append("NULL"u8);
        }
        else if (value.AsSpan().ContainsAnyExcept(s_plain))
        {
            text.Append($"CONVERT(X'{Convert.ToHexString(Encoding.UTF8.GetBytes(value))}' USING utf8mb4)");
        }
        else
        {
            text.Append("'"u8);
            text.Append(value);
            text.Append("'"u8);
        }
    }

    private void FindClient(long? recording)
    {
        if (recording == _recording)
        {
            return;
        }

        _recording = recording;
        _client = recording is { } id && clientOf(id) is { } client && IPEndPoint.TryParse(client, out IPEndPoint? end) ? end : null;
    }
}
