using ScaleProxy.Cli.Learn;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>Only what is new of a profile goes to the archive, and none of it is forgotten.</summary>
public sealed class ProfileLedgerTests
{
    private static readonly LearnedReply Ok = new("session new", 0, new byte[] { 1 }, Passing.Now);
    private static readonly Handshake First = new("1", new string('a', 32), Passing.Now);

    private static readonly Profile Known = new() { Mac = "00:24:e4:00:00:01", Firmware = "211", Battery = 69, Replies = [Ok], Handshakes = [First], LastSeen = Passing.Now };

    private readonly ProfileLedger _ledger = new([Known]);

    [Fact]
    public void Unchanged_Nothing() => _ledger.TakeNews(Known, all: true).Should().BeNull();

    [Fact]
    public void UnknownScale_AllOfIt() => _ledger.TakeNews(Known with { Mac = "00:24:e4:00:00:02" }, all: false)!.Replies.Should().Equal(Ok);

    [Fact]
    public void SeenAgain_WaitsForTheEnd()
    {
        Profile later = Known with { LastSeen = Passing.Now.AddHours(1), Replies = [Ok with { SeenAt = Passing.Now.AddHours(1) }] };

        _ledger.TakeNews(later, all: false).Should().BeNull();
        Profile stored = _ledger.TakeNews(later, all: true)!;

        stored.LastSeen.Should().Be(later.LastSeen);
        stored.Replies.Should().Equal(later.Replies);
        stored.Handshakes.Should().BeEmpty("that one is stored");
    }

    [Fact]
    public void NewHandshake_AtOnce_AndAlone()
    {
        var second = new Handshake("2", new string('b', 32), Passing.Now);

        Profile stored = _ledger.TakeNews(Known with { Handshakes = [First, second] }, all: false)!;

        stored.Handshakes.Should().Equal(second);
        stored.Replies.Should().BeEmpty();
    }

    [Fact]
    public void NewKindOfReply_AtOnce_AndAlone()
    {
        var other = new LearnedReply("maint store", 0, new byte[] { 2 }, Passing.Now);

        _ledger.TakeNews(Known with { Replies = [Ok, other] }, all: false)!.Replies.Should().Equal(other);
    }

    [Fact]
    public void SecretFirmwareBattery_AtOnce()
    {
        Profile secret = Known with { Secret = "0f1e2d3c4b5a6978" };
        Profile firmware = secret with { Firmware = "311" };
        Profile battery = firmware with { Battery = 68 };

        foreach (Profile profile in new[] { secret, firmware, battery })
        {
            _ledger.TakeNews(profile, all: false).Should().NotBeNull();
        }
    }

    [Fact]
    public void NotStored_AllOfItAgain()
    {
        Profile later = Known with { Battery = 68 };
        _ledger.TakeNews(later, all: false);
        _ledger.Forget(later.Mac);

        _ledger.TakeNews(later, all: false)!.Replies.Should().Equal(Ok);
    }
}
