using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Replies;

namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>
/// What a simulated vendor answers, after the published captures of a WS-30: a function of the request, of what it
/// remembers, of the time, and of the random numbers it is given.
/// </summary>
internal sealed class VendorAnswers
{
    private const string WeatherEndpoint = "v2/weather";

    private readonly VendorOptions _options;
    private readonly VendorState _state;
    private readonly Random _random;
    private readonly ReplyClock _clock;

    public VendorAnswers(VendorOptions options, VendorState state, TimeProvider clock, Random random)
    {
        _options = options;
        _state = state;
        _random = random;
        _clock = new ReplyClock(clock, options.TimeZone);
    }

    /// <summary>Answers a request of a scale.</summary>
    /// <param name="request">The request.</param>
    /// <param name="from">The address it came from; a token is good for the address that asked for it.</param>
    public VendorAnswer Answer(ScaleRequest request, IPAddress from)
    {
        if (RequestKind.IsOnce(request.Kind))
        {
            return GiveOnce(from);
        }

        if (request.Kind == RequestKind.SessionNew)
        {
            return BeginSession(request, from);
        }

        string? mac = null;
        return request.SessionId is { } id && !_state.Sessions.TryGet(id, out mac)
            ? Status(JsonStatus.SessionInvalid, request.Mac, "its session is unknown")
            : AnswerWithinSession(request, request.Mac ?? mac);
    }

    /// <summary>A reply that says no more than a status.</summary>
    public VendorReply Status(int status, bool namesOrigins = false) =>
        Reply(status, string.Empty) with { NamesOrigins = namesOrigins };

    private VendorAnswer AnswerWithinSession(ScaleRequest request, string? mac)
    {
        switch (request.Kind)
        {
            case RequestKind.SessionDelete:
                _state.Sessions.Remove(request.SessionId ?? string.Empty);
                return Status(JsonStatus.Ok, mac, "session ended");
            case RequestKind.MaintStore:
                return new VendorAnswer(Status(JsonStatus.Ok, namesOrigins: true), mac, DescribeUpload(request.Fields));
            case RequestKind.AssociationRequest or RequestKind.AssociationEnquiry:
                string code = _random.Next(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture);
                return new VendorAnswer(Reply(JsonStatus.NotYetAssociated, $$"""{"blindcode":"{{code}}"}"""), mac, "not linked yet, a code was given");
            case RequestKind.MeasureStore or "v2/measure store":
                return Store(request, mac);
            default:
                return request.Endpoint.SequenceEqual(WeatherEndpoint)
                    ? new VendorAnswer(Reply(JsonStatus.Ok, """{"series":[]}"""), mac, "no weather to tell")
                    : Status(JsonStatus.NotImplemented, mac, "not known");
        }
    }

    private VendorAnswer GiveOnce(IPAddress from)
    {
        string once = string.Create(CultureInfo.InvariantCulture, $"{_random.Next():x8}-{_random.Next():x8}");
        _state.Onces.Add(from, once);
        VendorReply reply = Reply(JsonStatus.Ok, $$"""{"once":"{{once}}"}""") with { Framing = VendorFraming.Length, NamesPhp = true, NamesOrigins = true };
        return new VendorAnswer(reply, null, "a fresh token was given");
    }

    private VendorAnswer BeginSession(ScaleRequest request, IPAddress from)
    {
        if (request.Mac is not { } mac || !_options.Secrets.TryGetValue(mac, out string? secret))
        {
            return Status(JsonStatus.AuthenticationFailed, request.Mac, "unknown scale");
        }

        byte[] hash = Encoding.UTF8.GetBytes(request.Fields.Text("hash"u8) ?? string.Empty);
        if (!_state.Onces.TryUse(from, null, once => HandshakeHash.Matches(mac, secret, once, hash)))
        {
            return Status(JsonStatus.AuthenticationFailed, mac, "wrong hash, or a token that was used already");
        }

        FreshFields fresh = _clock.Fresh();
        string id = string.Create(CultureInfo.InvariantCulture, $"{_random.Next(100, 10_000)}-{fresh.Now.ToUnixTimeSeconds():x8}-{_random.Next():x8}");
        _state.Sessions.Set(id, mac);
        string zone = FormattableString.Invariant($"\"goff\":{fresh.Zone.Offset},\"dst\":{fresh.Zone.NextChange},\"ngoff\":{fresh.Zone.OffsetAfter}");
        string people = string.Join(',', _state.People.Select(Describe));
        string body = FormattableString.Invariant(
            $$$"""{"sessionid":"{{{id}}}","sp":{"users":[{{{people}}}]},"ind":{"lg":"en_US","imt":1,"stp":1,"f":0,"g":97918},"syp":{{{{Offer()}}}"utc":{{{fresh.Now.ToUnixTimeSeconds()}}}},"ctp":{{{{zone}}}}}""");
        return new VendorAnswer(Reply(JsonStatus.Ok, body), mac, _options.FirmwareOffer is null ? "session begun" : "session begun, a firmware was offered");
    }

    private static string Describe(VendorPerson person) => FormattableString.Invariant(
        $$"""{"id":{{person.Id}},"sn":"{{person.Name}}","wt":{{person.Weight}},"ht":{{person.Height}},"agt":{{person.Age}},"sx":{{person.Sex}},"fm":3,"cr":{{person.WeighedAt}},"att":0}""");

    // The vendor's PHP escapes slashes. The checksum is that of no file, so that no scale takes what it may find there.
    private string Offer()
    {
        if (_options.FirmwareOffer is not { } address)
        {
            return string.Empty;
        }

        string url = JsonEncodedText.Encode(address.AbsoluteUri).ToString().Replace("/", "\\/", StringComparison.Ordinal);
        byte[] checksum = new byte[SHA1.HashSizeInBytes];
        _random.NextBytes(checksum);
        return $"\"blc\":\"{url}\",\"sha1\":\"{Convert.ToHexStringLower(checksum)}\",";
    }

    private VendorAnswer Store(ScaleRequest request, string? mac)
    {
        DecodedMeasurements decoded = MeasurementDecoder.Decode(request, mac);
        if (decoded.Problem is { } problem || decoded.Measurements.Count == 0)
        {
            return Status(JsonStatus.WrongParameters, mac, decoded.Problem ?? "it holds no measurement");
        }

        IReadOnlyList<VendorPerson> people = _state.People;
        foreach (Measurement measurement in decoded.Measurements)
        {
            _state.Store(measurement);
        }

        // Seen of a WS-50 alone, which hands on groups.
        string body = request.Kind == RequestKind.MeasureStore && request.Fields.TryGet("measuregrps"u8, out _)
            ? FormattableString.Invariant($$"""{"updatetime":{{_clock.Fresh().Now.ToUnixTimeSeconds()}}}""")
            : string.Empty;
        string said = string.Join("; ", decoded.Measurements.Select(measurement => Describe(measurement, people)));
        return new VendorAnswer(Reply(JsonStatus.Ok, body) with { NamesOrigins = true }, mac, said);
    }

    private static string Describe(Measurement measurement, IReadOnlyList<VendorPerson> people)
    {
        string who = string.Join(" or ", measurement.UserIds.Select(id => people.FirstOrDefault(person => person.Id == id)?.Name ?? string.Create(CultureInfo.InvariantCulture, $"person {id}")));
        return (who.Length == 0 ? string.Empty : who + ": ") + ReadingText.Of(measurement.Values);
    }

    private static string DescribeUpload(FormFields fields) =>
        fields.TryGet("data"u8, out ReadOnlySpan<byte> data) && MaintenanceBlob.TryParseHex(data) is { } blob
            ? FormattableString.Invariant($"maintenance upload of {blob.Records.Count} records{(blob.IsComplete ? string.Empty : ", cut short")}")
            : "an upload that cannot be read";

    private VendorAnswer Status(int status, string? mac, string said) => new(Status(status), mac, said);

    private VendorReply Reply(int status, string body)
    {
        FreshFields fresh = _clock.Fresh();
        string document = body.Length == 0 ? FormattableString.Invariant($$"""{"status":{{status}}}""") : FormattableString.Invariant($$"""{"status":{{status}},"body":{{body}}}""");
        return new VendorReply(status, document, Encoding.ASCII.GetString(fresh.Date.Span), 1 + _random.Next(VendorReply.Machines));
    }
}
