using System.Net;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Simulation.Answering;

namespace ScaleProxy.Replay.Tests.Simulation.Answering;

/// <summary>A simulated vendor without a socket, with a clock moved by hand and random numbers that count.</summary>
internal sealed class Desk
{
    private readonly FaultyVendor _vendor;

    public Desk(VendorOptions? options = null)
    {
        VendorOptions chosen = (options ?? new VendorOptions()) with { TimeZone = Serving.Options.TimeZone, Secrets = Secrets };
        _vendor = new FaultyVendor(chosen, new VendorState(VendorPerson.Sample, chosen.MaxSessions, Clock), Clock, new FixedRandom());
    }

    /// <summary>The scales that it knows.</summary>
    public static IReadOnlyDictionary<string, string> Secrets { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { [Scale.Mac] = Scale.Secret, [Scale.OtherMac] = Scale.OtherSecret };

    public HandClock Clock { get; } = new(DateTimeOffset.FromUnixTimeSeconds(Serving.Utc));

    public VendorTurn Take(string request, string from = "192.0.2.10")
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Strict);
        reader.Feed(Text.Bytes(request));
        reader.TryRead(out WireMessage? message).Should().BeTrue("the request is whole");
        return _vendor.Take(message!, IPAddress.Parse(from));
    }

    public Answer Say(string request, string from = "192.0.2.10")
    {
        Delivery delivery = Take(request, from).Delivery;
        return new Answer(Text.Of(delivery.Bytes), delivery.End == DeliveryEnd.KeepOpen);
    }

    /// <summary>Begins a session as a scale does that knows its secret.</summary>
    public Answer Begin(string mac = Scale.Mac, string secret = Scale.Secret) => Say(Scale.Session(Scale.Hash(Say(Scale.Once).Once, mac, secret), mac));
}
