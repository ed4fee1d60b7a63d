using System.Globalization;
using System.Runtime.InteropServices;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Forward;

/// <summary>What the vendor's reply means for what was handed on.</summary>
/// <param name="State">What becomes of that.</param>
/// <param name="Reason">Why, where it was not taken.</param>
/// <param name="EndsVisit">The whole conversation is of no more use.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VendorAnswer(ParcelState State, string? Reason = null, bool EndsVisit = false)
{
    /// <summary>Reads a reply. Only a status that says the thing itself is wrong is final; a scale tries everything else again too.</summary>
    public static VendorAnswer Of(WireMessage reply)
    {
        if (reply.StatusCode != 200)
        {
            return new VendorAnswer(ParcelState.Waiting, string.Create(CultureInfo.InvariantCulture, $"the vendor answers HTTP {reply.StatusCode}"), EndsVisit: true);
        }

        return ReplyFields.StatusOf(reply.Body.Span) is { } status
            ? Of(status)
            : new VendorAnswer(ParcelState.Waiting, "the vendor's reply has no status", EndsVisit: true);
    }

    private static VendorAnswer Of(int status) => status switch
    {
        JsonStatus.Ok => new VendorAnswer(ParcelState.Sent),
        JsonStatus.WrongDate or JsonStatus.WrongMeasures or JsonStatus.WrongAttribution or JsonStatus.WrongMeasure or JsonStatus.WrongMac
            or JsonStatus.WrongUser or JsonStatus.WrongBattery or JsonStatus.WrongMaintenance or JsonStatus.WrongParameters or JsonStatus.NotImplemented =>
            new VendorAnswer(ParcelState.Failed, Says(status)),
        JsonStatus.AuthenticationFailed or JsonStatus.WrongSessionId or JsonStatus.SessionInvalid or JsonStatus.TooManyRequests =>
            new VendorAnswer(ParcelState.Waiting, Says(status), EndsVisit: true),
        _ => new VendorAnswer(ParcelState.Waiting, Says(status)),
    };

    private static string Says(int status) =>
        string.Create(CultureInfo.InvariantCulture, $"the vendor says {status}{(JsonStatus.NameOf(status) is { } name ? $" ({name})" : string.Empty)}");
}
