using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests;

public sealed class ProfileTests
{
    private static readonly Profile Known = new()
    {
        Mac = Mac,
        ManufacturerId = 262151,
        Firmware = "211",
        Battery = 69,
        Secret = "0f1e2d3c4b5a6978",
        FirstSeen = Now,
        LastSeen = Now.AddHours(1),
        Handshakes = [new Handshake("00d1a2b3-4c5d6e7f", new string('a', 32), Now)],
        Replies = [new LearnedReply("session new", 0, new byte[] { 1, 2, 3 }, Now), new LearnedReply("other", null, new byte[] { 4 }, Now)],
    };

    [Fact]
    public async Task Stored_ReadBackWhole()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.WriteAsync(new ArchiveEntry { Profile = Known });

        Profile read = archive.FindProfile(Mac)!;
        read.Should().BeEquivalentTo(Known, options => options.Excluding(profile => profile.Replies));
        read.Replies.Select(reply => (reply.Kind, reply.Status, Convert.ToHexString(reply.Raw.Span), reply.SeenAt))
            .Should().Equal(("other", null, "04", Now), ("session new", 0, "010203", Now));
        archive.Profiles().Should().ContainSingle().Which.Secret.Should().Be(Known.Secret);
    }

    [Fact]
    public async Task UnknownScale_Null()
    {
        await using var place = new TemporaryArchive();

        place.Open().FindProfile(Mac).Should().BeNull();
    }

    [Fact]
    public async Task NewerNews_TakesTheWord()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Profile = Known });

        await archive.WriteAsync(new ArchiveEntry
        {
            Profile = Known with
            {
                Firmware = "311",
                Secret = null,
                LastSeen = Now.AddHours(2),
                Handshakes = [new Handshake("00d1a2b3-4c5d6e7f", new string('b', 32), Now.AddHours(2)), new Handshake("2-2", new string('c', 32), Now)],
                Replies = [new LearnedReply("session new", 0, new byte[] { 9 }, Now.AddHours(2)), new LearnedReply("session new", 100, new byte[] { 8 }, Now)],
            },
        });

        Profile read = archive.FindProfile(Mac)!;
        read.Firmware.Should().Be("311");
        read.Secret.Should().Be(Known.Secret, "a capture without a maintenance upload does not make it unknown");
        read.Handshakes.Select(handshake => handshake.Md5[0]).Should().Equal('c', 'b');
        read.Replies.Select(reply => (reply.Kind, reply.Status, reply.Raw.Span[0]))
            .Should().Equal(("other", null, (byte)4), ("session new", 0, (byte)9), ("session new", 100, (byte)8));
    }

    [Fact]
    public async Task OlderNews_AddsOnlyWhatWasNotKnown()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Profile = Known with { ManufacturerId = null } });

        await archive.WriteAsync(new ArchiveEntry
        {
            Profile = Known with
            {
                Firmware = "101",
                Battery = 12,
                FirstSeen = Now.AddDays(-9),
                LastSeen = Now.AddDays(-9),
                Handshakes = [new Handshake("00d1a2b3-4c5d6e7f", new string('b', 32), Now.AddDays(-9))],
                Replies = [new LearnedReply("session new", 0, new byte[] { 9 }, Now.AddDays(-9))],
            },
        });

        Profile read = archive.FindProfile(Mac)!;
        (read.Firmware, read.Battery, read.ManufacturerId).Should().Be(("211", 69, 262151));
        (read.FirstSeen, read.LastSeen).Should().Be((Now.AddDays(-9), Known.LastSeen));
        read.Handshakes.Single().Md5.Should().Be(Known.Handshakes[0].Md5);
        read.Replies.Single(reply => reply.Status == 0).Raw.ToArray().Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task HandshakesOneByOne_TheNewestStay_OfThatScaleAlone()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        const string Other = "00:24:e4:00:00:01";
        await archive.WriteAsync(new ArchiveEntry { Profile = Known with { Mac = Other } });
        for (int i = 0; i < Learner.MaxHandshakes + 3; i++)
        {
            await archive.WriteAsync(new ArchiveEntry { Profile = new Profile { Mac = Mac, Handshakes = [new Handshake($"once-{i}", new string('a', 32), Now.AddMinutes(i))] } });
        }

        IReadOnlyList<Handshake> kept = archive.FindProfile(Mac)!.Handshakes;
        kept.Should().HaveCount(Learner.MaxHandshakes);
        kept[0].Once.Should().Be("once-3");
        archive.FindProfile(Other)!.Handshakes.Should().ContainSingle();
    }

    [Fact]
    public async Task NewsWithoutTimes_LeavesTheTimes()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Profile = Known });

        await archive.WriteAsync(new ArchiveEntry { Profile = Known with { FirstSeen = DateTimeOffset.UnixEpoch, LastSeen = DateTimeOffset.UnixEpoch } });

        Profile read = archive.FindProfile(Mac)!;
        (read.FirstSeen, read.LastSeen).Should().Be((Known.FirstSeen, Known.LastSeen));
    }

    [Fact]
    public async Task Revision_ChangesWithProfilesAndUsersOfAnyProcess_AndNothingElse()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive serve = place.Open();
        ScaleArchive import = place.Open();
        long before = serve.ProfilesRevision();

        await import.WriteAsync(new ArchiveEntry { Profile = Known });
        long afterProfile = serve.ProfilesRevision();
        await import.WriteAsync(new ArchiveEntry { Users = [new ScaleUser(1, "ANN")] });
        long afterUsers = serve.ProfilesRevision();
        await import.WriteAsync(new ArchiveEntry { Contact = new DeviceContact(Mac, Now.AddHours(3), 50, "212"), Measurements = [Weighing(1_767_300_000)] });

        new[] { before, afterProfile, afterUsers }.Should().OnlyHaveUniqueItems();
        serve.ProfilesRevision().Should().Be(afterUsers);
        serve.FindProfile(Mac).Should().NotBeNull("an import is taken up without a restart");
    }

    [Fact]
    public async Task Contact_RenewsWhatItSaid()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Profile = Known });

        await archive.WriteAsync(new ArchiveEntry { Contact = new DeviceContact(Mac, Now.AddHours(3), 42, null) });
        await archive.WriteAsync(new ArchiveEntry { Contact = new DeviceContact(Mac, Now, 99, "1") });

        Profile read = archive.FindProfile(Mac)!;
        (read.LastSeen, read.Battery, read.Firmware).Should().Be((Now.AddHours(3), 42, "211"));
    }

    [Fact]
    public async Task UserOfNewName_Renamed()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Users = [new ScaleUser(2, "BOB"), new ScaleUser(1, "ANN")] });

        await archive.WriteAsync(new ArchiveEntry { Users = [new ScaleUser(2, "ROB")] });

        archive.Users().Should().Equal(new ScaleUser(1, "ANN"), new ScaleUser(2, "ROB"));
    }
}
