using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Tests;

/// <summary>What the tests put into it, whichever engine keeps it.</summary>
internal sealed partial class TemporaryArchive
{
    public const string Mac = "00:24:e4:a1:b2:c3";

    /// <summary>2026-01-02 03:04:05.678901 UTC.</summary>
    public static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddSeconds(1_767_323_045).AddTicks(6_789_010);

    public static TimeProvider Clock { get; } = new StoppedClock();

    public static ArchivedMeasurement Weighing(
        long takenAt,
        long[]? users = null,
        MeasuredValue[]? values = null,
        string mac = Mac,
        MeasurementSource source = MeasurementSource.Serve) =>
        new(
            new Measurement(mac, takenAt, users ?? [1], 0, 1, values ?? [new MeasuredValue(1, 77110, -3)]),
            source,
            "17-6957353f-1",
            69,
            "211",
            Now);

    public static ArchiveEntry Entry(params ArchivedMeasurement[] measurements) => new() { Measurements = measurements };

    public static RecordedExchange Exchange(string request, string response) =>
        new(System.Text.Encoding.ASCII.GetBytes(request), System.Text.Encoding.ASCII.GetBytes(response), Now);

    public static RecordingHandle Recording(string source = "serve") => new("192.0.2.7:4711", "192.0.2.1:80", Now, source);

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
