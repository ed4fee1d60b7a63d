using ScaleProxy.Archive;
using ScaleProxy.Cli.Serve;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.EndToEnd.Serving;

public sealed class NewestWeightsTests
{
    private const long At = 1_767_323_000;
    private static readonly TimeSpan s_holdFor = TimeSpan.FromMilliseconds(100);
    private static readonly long[] s_users = [1, 2];

    private readonly Clock _clock = new();
    private readonly NewestWeights _weights;
    private IReadOnlyList<LastWeight> _archive = [Weight(1, 70, At)];
    private int _asked;

    public NewestWeightsTests() => _weights = new NewestWeights(_clock, s_holdFor);

    [Fact]
    public void AskedAgain_ArchiveIsNot()
    {
        Ask().Should().Equal(Weight(1, 70, At));
        Ask().Should().Equal(Weight(1, 70, At));

        _asked.Should().Be(1);
    }

    [Fact]
    public void HeldForLong_ArchiveIsAskedAgain()
    {
        Ask();
        _archive = [Weight(1, 71, At + 5)];
        _clock.Now += s_holdFor;

        Ask().Should().Equal(Weight(1, 71, At + 5));
    }

    [Fact]
    public void Archived_IsTheNewestAtOnce()
    {
        Ask();

        _weights.Archived([Archived(2, 60, At + 7), Archived(1, 72, At + 9), Archived(1, 71, At + 8)]);

        Ask().Should().BeEquivalentTo([Weight(1, 72, At + 9), Weight(2, 60, At + 7)]);
        _asked.Should().Be(1);
    }

    [Fact]
    public void ArchivedWithAClockFarAhead_IsPassedOver()
    {
        Ask();

        _weights.Archived([Archived(1, 72, At + 1_000_000)]);

        Ask().Should().Equal(Weight(1, 70, At));
    }

    [Fact]
    public void ArchivedWhileReading_NotHeldWithoutIt()
    {
        _weights.Of(s_users, users =>
        {
            _weights.Archived([Archived(1, 73, At + 10)]);
            return _archive;
        });
        _archive = [Weight(1, 73, At + 10)];

        Ask().Should().Equal(Weight(1, 73, At + 10));
    }

    private IReadOnlyList<LastWeight> Ask() => _weights.Of(s_users, users =>
    {
        users.Should().Equal(s_users);
        _asked++;
        return _archive;
    });

    private static LastWeight Weight(long user, long kilograms, long at) => new(user, new MeasuredValue(MeasureType.Weight, kilograms, 0), at);

    private static ArchivedMeasurement Archived(long user, long kilograms, long at) => new(
        new Measurement("00:24:e4:a1:b2:c3", at, [user], null, null, [new MeasuredValue(MeasureType.Weight, kilograms, 0)]),
        MeasurementSource.Serve,
        null,
        null,
        null,
        DateTimeOffset.FromUnixTimeSeconds(At));

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
