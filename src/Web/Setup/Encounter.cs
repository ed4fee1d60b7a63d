using ScaleProxy.Archive;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Web.Setup;

/// <summary>What scales did that came by lately: when each thing happened last; null where it did not.</summary>
internal sealed record Encounter
{
    // A first run is a matter of a few conversations.
    private const int MaxRecordings = 16;

    /// <summary>A scale called by one of the vendor's names.</summary>
    public DateTimeOffset? ByName { get; private set; }

    /// <summary>A scale called.</summary>
    public DateTimeOffset? Contact { get; private set; }

    /// <summary>A scale asked for a token and was given one.</summary>
    public DateTimeOffset? Once { get; private set; }

    /// <summary>A scale began a session that was accepted.</summary>
    public DateTimeOffset? Session { get; private set; }

    /// <summary>A scale handed on a measurement.</summary>
    public DateTimeOffset? Measurement { get; private set; }

    /// <summary>Reads it out of the newest conversations that went through here.</summary>
    public static Encounter Of(ScaleArchive archive)
    {
        var encounter = new Encounter();
        foreach (StoredRecording recording in archive.NewestRecordings(new RecordingQuery(LiveOnly: true), MaxRecordings))
        {
            foreach (RecordedExchange exchange in archive.Exchanges(recording.Id))
            {
                encounter.See(exchange);
            }
        }

        return encounter;
    }

    private void See(RecordedExchange recorded)
    {
        ReadExchange exchange = ReadExchange.From(recorded);
        if (exchange.Request is null || new ScaleRequest(exchange.Request) is not { IsScale: true } request)
        {
            return;
        }

        DateTimeOffset at = recorded.StartedAt;
        int? status = exchange.Response is { } reply ? ReplyFields.StatusOf(reply.Body.Span) : null;
        Contact = Later(Contact, at);
        ByName = IsByName(exchange.Request) ? Later(ByName, at) : ByName;
        Once = RequestKind.IsOnce(request.Kind) && status == JsonStatus.Ok ? Later(Once, at) : Once;
        Session = request.Kind == RequestKind.SessionNew && status == JsonStatus.Ok ? Later(Session, at) : Session;
        Measurement = MeasurementDecoder.HasMeasurements(request) && status == JsonStatus.Ok ? Later(Measurement, at) : Measurement;
    }

    private static bool IsByName(WireMessage request)
    {
        foreach (HeaderField field in request.Headers)
        {
            if (field.Is("Host"u8))
            {
                return VendorHosts.Known.Contains(field.Value);
            }
        }

        return false;
    }

    private static DateTimeOffset Later(DateTimeOffset? known, DateTimeOffset at) => known > at ? known.Value : at;
}
