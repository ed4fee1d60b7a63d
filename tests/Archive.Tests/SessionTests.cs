using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests;

public sealed class SessionTests
{
    private static readonly ScaleSession Opened = new("17-6957353f-1a2b", Mac, "192.0.2.7", 69, "211", Now);

    [Fact]
    public async Task Opened_FoundByAnotherProcess()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive other = place.Open();
        await place.Open().WriteAsync(new ArchiveEntry { OpenedSession = Opened });

        other.TryFindSession(Opened.Id, out ScaleSession? found).Should().BeTrue();
        found.Should().Be(Opened);
    }

    [Fact]
    public async Task Closed_FoundWithItsEnd()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { OpenedSession = Opened with { Battery = null, Firmware = null } });

        await archive.WriteAsync(new ArchiveEntry { ClosedSession = new SessionClose(Opened.Id, Now.AddSeconds(9)) });

        archive.TryFindSession(Opened.Id, out ScaleSession? found).Should().BeTrue();
        found.Should().Be(Opened with { Battery = null, Firmware = null, ClosedAt = Now.AddSeconds(9) });
    }

    [Fact]
    public async Task NeverOpened_NotFound()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { ClosedSession = new SessionClose("x", Now) });

        archive.TryFindSession("x", out _).Should().BeFalse();
    }
}
