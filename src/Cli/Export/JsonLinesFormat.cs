using System.Buffers;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;

namespace ScaleProxy.Cli.Export;

/// <summary>A JSON object a line, as <c>measurements --json</c> has them: what another archive imports without losing anything.</summary>
internal sealed class JsonLinesFormat : IMeasurementFormat, IDisposable
{
    private Utf8JsonWriter? _json;

    /// <inheritdoc/>
    public bool CanFollow => true;

    /// <inheritdoc/>
    public void Write(StoredMeasurement measurement, IBufferWriter<byte> output)
    {
        if (_json is null)
        {
            _json = new Utf8JsonWriter(output, JsonValues.Compact);
        }
        else
        {
            _json.Reset(output);
        }

        MeasurementJson.Write(_json, measurement);
        _json.Flush();
        output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json?.Dispose();
}
