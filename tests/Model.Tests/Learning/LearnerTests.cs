using System.Globalization;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Tests.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Learning;

public class LearnerTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef";

    private readonly Learner _learner = new([]);

    private Profile Scale => _learner.Find(Talk.Mac)!;

    [Fact]
    public void SessionId_TellsWhoseMeasurementItIs()
    {
        Observe(Talk.Noon, Talk.Session(Hash, "7-1-a"));
        Sighting seen = Observe(Talk.Noon, Talk.Measure("7-1-a"));

        (seen.Kind, seen.Mac, seen.SessionId, seen.Battery, seen.Firmware, seen.Problem).Should().Be((RequestKind.MeasureStore, Talk.Mac, "7-1-a", 69, "211", null));
        Measurement one = seen.Measurements.Single();
        (one.Mac, one.TakenAt).Should().Be((Talk.Mac, 1363694400));
        one.Values.Should().Equal(new MeasuredValue(MeasureType.Weight, 64250, -3));
    }

    [Fact]
    public void SessionNew_TellsWhatTheScaleReportedAndWhomTheReplyNames()
    {
        Sighting seen = Observe(Talk.Noon, Talk.Session(Hash, "7-1-a"));

        (seen.Kind, seen.Mac, seen.SessionId, seen.Battery, seen.Firmware, seen.Problem).Should().Be((RequestKind.SessionNew, Talk.Mac, "7-1-a", 69, "211", null));
        seen.Users.Should().Equal(new ScaleUser(71, "EVE"));
    }

    [Fact]
    public void ConversationWithoutItsBeginning_IsKnownFromTheFirstRequestThatNamesTheScale()
    {
        Observe(Talk.Noon, Talk.Measure("7-1-a", "&macaddress=" + Talk.Mac));
        Sighting seen = Observe(Talk.Noon, (Talk.Post("session", "action=delete&sessionid=7-1-a"), Talk.Ok("""{"status":0}""")));

        seen.Mac.Should().Be(Talk.Mac);
        Scale.Replies.Should().Contain(reply => reply.Kind == RequestKind.SessionDelete);
    }

    [Fact]
    public void RequestOfNobody_IsSaidWhereItHoldsMeasurements()
    {
        Sighting measure = Observe(Talk.Noon, Talk.Measure("7-9-z"));
        Sighting end = Observe(Talk.Noon, (Talk.Post("session", "action=delete&sessionid=7-9-z"), Talk.Ok("""{"status":0}""")));

        measure.Problem.Should().Be("a measurement names neither a scale nor a known session");
        (end.Mac, end.Problem).Should().Be((null, null));
        _learner.Profiles.Should().BeEmpty();
    }

    [Fact]
    public void SessionWithoutAScale_IsSaid()
    {
        Observe(Talk.Noon, Talk.Session(Hash, "7-1-a", mac: "nobody")).Problem.Should().Be("a session begins without the address of a scale");
        _learner.Profiles.Should().BeEmpty();
    }

    [Fact]
    public void MeasurementCutShort_IsSaidAndNotGuessed()
    {
        string form = $$"""macaddress={{Talk.Mac}}&meastime=1363694400&measures={"measures":[{"value":64250,"type":1,"unit":-3}]}""";
        Sighting seen = Observe(Talk.Noon, (Talk.Post("measure", form, missing: 3), null));

        seen.Measurements.Should().BeEmpty();
        seen.Problem.Should().Be("the request is cut short");
    }

    [Fact]
    public void SessionCutShort_GivesNoHalfNumbers()
    {
        Sighting seen = Observe(Talk.Noon, (Talk.Post("session", $"action=new&auth={Talk.Mac}&currentfw=211&batterylvl=6", missing: 1), null));

        (seen.Mac, seen.Problem).Should().Be((Talk.Mac, "the request is cut short"));
        (Scale.Battery, Scale.Firmware, Scale.LastSeen).Should().Be((null, null, Talk.Noon));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NewestReport_WinsWhicheverComesFirst(bool newestFirst)
    {
        Action[] both =
        [
            () => Observe(Talk.Noon, Talk.Session(Hash, "7-1-a", more: "&mfgid=5&currentfw=210&batterylvl=80")),
            () => Observe(Talk.Noon.AddDays(1), Talk.Session(Hash, "7-2-a", more: "&mfgid=6&currentfw=211&batterylvl=70")),
        ];
        both[newestFirst ? 1 : 0]();
        both[newestFirst ? 0 : 1]();

        (Scale.ManufacturerId, Scale.Firmware, Scale.Battery).Should().Be((6, "211", 70));
        (Scale.FirstSeen, Scale.LastSeen).Should().Be((Talk.Noon, Talk.Noon.AddDays(1)));
    }

    [Fact]
    public void OlderReport_FillsInWhatTheNewerDidNotSay()
    {
        Observe(Talk.Noon.AddDays(1), Talk.Session(Hash, "7-2-a", more: "&currentfw=211"));
        Observe(Talk.Noon, Talk.Session(Hash, "7-1-a", more: "&mfgid=5&currentfw=210&batterylvl=80"));
        Observe(Talk.Noon.AddDays(2), Talk.Session(Hash, "7-3-a", more: ""));

        (Scale.ManufacturerId, Scale.Firmware, Scale.Battery).Should().Be((5, "211", 80));
    }

    [Fact]
    public void NumbersTooLarge_AreNotCutToFit()
    {
        Observe(Talk.Noon, Talk.Session(Hash, "7-1-a", more: "&mfgid=4294967301&batterylvl=4294967297"));

        (Scale.ManufacturerId, Scale.Battery).Should().Be((null, null));
    }

    [Fact]
    public void SourceWithoutTimes_LeavesThoseThatAreKnown()
    {
        Observe(DateTimeOffset.UnixEpoch.AddSeconds(-1), Talk.Session(Hash, "7-1-a"));
        (Scale.FirstSeen, Scale.LastSeen).Should().Be((default, default));

        Observe(Talk.Noon, Talk.Session(Hash, "7-1-a"));
        Observe(DateTimeOffset.UnixEpoch.AddSeconds(-1), Talk.Session(Hash, "7-1-a"));
        (Scale.FirstSeen, Scale.LastSeen).Should().Be((Talk.Noon, Talk.Noon));
    }

    [Fact]
    public void LearningTheSameAgain_ChangesNothing()
    {
        (string, string?)[] conversation =
        [
            Talk.Once("0ce-1"), Talk.Session(Hash, "7-1-a"), Talk.Maint("7-1-a", Blob.Hex(Talk.Mac, Talk.Secret)), Talk.Measure("7-1-a"),
            Talk.Once("0ce-2"), Talk.Session(Hash, "7-2-a"), Talk.Measure("7-2-a"),
            (Talk.Post("association", "action=deviceassociationenquiry&sessionid=7-2-a"), Talk.Ok("""{"status":205}""")),
        ];
        Observe(Talk.Noon, conversation);
        _learner.TakeChanged().Should().Equal(Scale);
        Profile before = Scale;

        Observe(Talk.Noon, conversation);

        _learner.TakeChanged().Should().BeEmpty();
        Scale.Should().Be(before);
    }

    [Fact]
    public void SameMomentTwice_ChangesNothingTheSecondTime()
    {
        Exchange[] two = [.. new[] { "WEB-01", "WEB-02", "WEB-01" }.Select(by => Talk.Exchange(Talk.Measure("7-1-a", "&macaddress=" + Talk.Mac).Request, Talk.Ok($$"""{"status":0,"by":"{{by}}"}""")))];
        Array.ForEach(two, exchange => _learner.Observe(Talk.Client, exchange));
        _learner.TakeChanged();
        Array.ForEach(two, exchange => _learner.Observe(Talk.Client, exchange));

        _learner.TakeChanged().Should().BeEmpty();
    }

    [Fact]
    public void Changed_AreGivenOnceEach()
    {
        Observe(Talk.Noon, Talk.Session(Hash, "7-1-a"), Talk.Measure("7-1-a"));

        _learner.TakeChanged().Should().Equal(Scale);
        _learner.TakeChanged().Should().BeEmpty();
    }

    [Fact]
    public void KnownProfiles_AreGoneOnFrom()
    {
        var known = new Profile { Mac = Talk.Mac, Secret = Talk.Secret, Battery = 12, LastSeen = Talk.Noon.AddYears(1), Handshakes = [new Handshake("0ce-0", Hash, Talk.Noon)] };
        var learner = new Learner([known]);
        foreach (Exchange exchange in Talk.Exchanges(Talk.Noon, Talk.Once("0ce-1"), Talk.Session(Hash, "7-1-a")))
        {
            learner.Observe(Talk.Client, exchange);
        }

        Profile now = learner.Find(Talk.Mac)!;
        (now.Secret, now.Battery, now.LastSeen).Should().Be((Talk.Secret, 12, known.LastSeen));
        now.Handshakes.Select(one => one.Once).Should().Equal("0ce-0", "0ce-1");
    }

    [Fact]
    public void MoreScalesThanAnyoneHas_AreSaidAndNotKept()
    {
        var learner = new Learner(Enumerable.Range(0, Learner.MaxScales).Select(i => new Profile { Mac = i.ToString(CultureInfo.InvariantCulture) }));

        Sighting seen = learner.Observe(Talk.Client, Talk.Exchange(Talk.Session(Hash, "7-1-a").Request, null));

        seen.Problem.Should().Be("1024 scales are known, and no more are learned");
        learner.Find(Talk.Mac).Should().BeNull();
        learner.TakeChanged().Should().BeEmpty();
        learner.Observe(Talk.Client, Talk.Exchange(Talk.Measure("7-1-a", "&macaddress=" + Talk.Mac).Request, null)).Measurements.Should().ContainSingle("a measurement is archived all the same");
    }

    [Fact]
    public void SessionLongerThanAnyVendors_IsNotRemembered()
    {
        string id = new('7', 5000);
        Observe(Talk.Noon, Talk.Session(Hash, id));

        Observe(Talk.Noon, Talk.Measure(id)).Mac.Should().BeNull();
    }

    private Sighting Observe(DateTimeOffset at, params (string Request, string? Reply)[] turns) =>
        Talk.Exchanges(at, turns).Select(exchange => _learner.Observe(Talk.Client, exchange)).ToList()[^1];
}
