using System.Net;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Tests.Conversation;

public sealed class OnceLedgerTests
{
    private readonly OnceLedger _ledger = new(new HandClock(DateTimeOffset.UnixEpoch));

    [Fact]
    public void Addresses_AreBounded_TheOneLeastHeardOfGoes()
    {
        _ledger.Add(Address(0), "a");
        _ledger.Add(Address(1), "b");
        for (int i = 2; i < OnceLedger.MaxAddresses; i++)
        {
            _ledger.Add(Address(i), "x");
        }

        _ledger.Add(Address(0), "c");
        _ledger.Add(Address(OnceLedger.MaxAddresses), "d");

        _ledger.TryUse(Address(1), null, _ => true).Should().BeFalse();
        _ledger.TryUse(Address(0), null, token => token == "a").Should().BeTrue();
        _ledger.TryUse(Address(OnceLedger.MaxAddresses), null, _ => true).Should().BeTrue();
    }

    [Fact]
    public void TokenOfTheSameConnection_IsUsedFirst()
    {
        // One learned token may prove a scale on every connection; each use takes the one it was given on.
        _ledger.Add(Address(0), "mine");
        _ledger.Add(Address(0), "another");

        _ledger.TryUse(Address(0), "mine", _ => true).Should().BeTrue();

        _ledger.TryUse(Address(0), null, token => token == "mine").Should().BeFalse();
        _ledger.TryUse(Address(0), null, token => token == "another").Should().BeTrue();
    }

    private static IPAddress Address(int number) => new([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
}
