using System.Text;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Web.Scales;

namespace ScaleProxy.Web.Recordings;

/// <summary>What a recorded exchange says, explained: beside its bytes, what is understood of them, and what of the reply would be renewed.</summary>
internal static class ExchangeJson
{
    /// <summary>Writes the members of an exchange that explain it.</summary>
    /// <param name="recording">The recording that the exchange is in.</param>
    public static Action<Utf8JsonWriter, RecordedExchange, ReadExchange> WriteExplained(StoredRecording recording) => (json, recorded, read) =>
    {
        ScaleRequest? request = read.Request is { } asked ? new ScaleRequest(asked) : null;
        json.WriteString("kind", request is { IsScale: true } ? request.Kind : null);
        json.WriteString("requestHead", HeadOf(read.Request));
        json.WriteString("responseHead", HeadOf(read.Response));
        json.WriteBase64String("requestRaw", recorded.Request.Span);
        json.WriteBase64String("responseRaw", recorded.Response.Span);
        json.WriteStartObject("decoded");
        WriteFields(json, request);
        WriteMeasurements(json, request, recording.Mac);
        json.WriteEndObject();
        WriteRenewed(json, request is { IsScale: true } ? read.Response : null);
    };

    private static string? HeadOf(WireMessage? message) => message is null ? null : Encoding.Latin1.GetString(message.Head.Span);

    private static void WriteFields(Utf8JsonWriter json, ScaleRequest? request)
    {
        json.WriteStartArray("request");
        foreach (RequestField field in request is { IsScale: true } ? RequestField.Of(request) : [])
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("value", field.Value);
            json.WriteString("meaning", field.Meaning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMeasurements(Utf8JsonWriter json, ScaleRequest? request, string? mac)
    {
        DecodedMeasurements? decoded = request is { IsScale: true } ? MeasurementDecoder.Decode(request, mac) : null;
        json.WriteStartArray("measurements");
        foreach (Measurement measurement in decoded?.Measurements ?? [])
        {
            json.WriteStartObject();
            json.WriteTime("takenAt", DateTimeOffset.FromUnixTimeSeconds(measurement.TakenAt));
            json.WriteNumber("takenAtUnix", measurement.TakenAt);
            json.WriteStartArray("userIds");
            foreach (long user in measurement.UserIds)
            {
                json.WriteNumberValue(user);
            }

            json.WriteEndArray();
            MeasurementJson.WriteValues(json, measurement);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("problem", decoded?.Problem);
    }

    private static void WriteRenewed(Utf8JsonWriter json, WireMessage? reply)
    {
        json.WriteStartArray("renewed");
        foreach (ReplyField field in reply is null ? [] : ReplyField.OfHead(reply).Concat(ReplyField.OfBody(reply)))
        {
            if (field.Rule is { } rule)
            {
                json.WriteStartObject();
                json.WriteString("path", field.Name);
                RenewalJson.WriteMembers(json, rule);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
