using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Replies;

namespace ScaleProxy.Replay.Tests.Replies;

/// <summary>
/// People whom their owner has entered, changed, removed or merged, in the learned reply to a session: what they are in it,
/// and that everything else stays the vendor's to the byte. It is 2014-06-09.
/// </summary>
public sealed class RosterTests
{
    // An odd vendor: keys in another order, spaces, unknown keys, numbers in several spellings.
    private const string Ann = """{"id":71,"sn":"ANN","wt":63.42,"ht":1.680,"agt":34.1,"sx":1,"fm":131,"cr":1402128000,"att":0,"zz":"a\/b"}""";
    private const string Tom = """{ "cr":1402041600,"id":72,"sn":"TOM", "agt":36,"wt":81.70,"sx":0,"ht":1.81,"att":1}""";

    private static readonly Person s_ann = new() { Id = 1, Name = "Anna", ShortName = "ANN", Height = 1680, Sex = Sex.Female, VendorIds = [71] };
    private static readonly Person s_tom = new() { Id = 2, Name = "Tom", ShortName = "TOM", VendorIds = [72] };
    private static readonly Person s_eve = new() { Id = 5, Name = "Eve", ShortName = "EVE", Height = 1727, BirthDate = new DateOnly(1983, 3, 20), Sex = Sex.Female, IsAdded = true, VendorIds = [2_000_000_005] };

    [Fact]
    public void NothingChanged_ToTheByte()
    {
        Sent([]).Should().Be($"{Ann} , {Tom}");
        Sent([s_ann, s_tom]).Should().Be($"{Ann} , {Tom}");
    }

    [Fact]
    public void ChangedFields_RenewedWhereTheyStand()
    {
        Sent([s_ann with { ShortName = "AN2", Height = 1725, Sex = Sex.Male }])
            .Should().Be(Ann.Replace("\"ANN\"", "\"AN2\"", StringComparison.Ordinal).Replace("1.680", "1.725", StringComparison.Ordinal).Replace("\"sx\":1", "\"sx\":0", StringComparison.Ordinal) + " , " + Tom);
    }

    [Theory]
    [InlineData("\"agt\":34.1,", "\"agt\":31.2,")]
    [InlineData("\"agt\":34,", "\"agt\":31,")]
    [InlineData("\"agt\":34.125,", "\"agt\":31.22,")]
    [InlineData("\"agt\":3.41e1,", "\"agt\":31.22,")]
    [InlineData("\"agt\":\"34\",", "\"agt\":\"31\",")]
    public void Age_ByTheBirthDateAndTheClock_InTheLearnedForm(string learned, string sent)
    {
        Person born = s_ann with { BirthDate = new DateOnly(1983, 3, 20) };

        Sent([born], ann: Ann.Replace("\"agt\":34.1,", learned, StringComparison.Ordinal)).Should().StartWith(Ann.Replace("\"agt\":34.1,", sent, StringComparison.Ordinal));
        Sent([s_ann with { BornAbout = new DateOnly(1983, 3, 20) }]).Should().StartWith(Ann, "an age that was worked out from the vendor's is not put in the place of the vendor's");
    }

    [Fact]
    public void WhatTheVendorLeftOut_PutBehind()
    {
        const string bare = """{"id":71,"sn":"ANN","ht":null}""";

        Sent([s_ann with { BirthDate = new DateOnly(1983, 3, 20) }], ann: bare).Should().StartWith("""{"id":71,"sn":"ANN","ht":1.68,"sx":1,"agt":31} , """);
    }

    [Fact]
    public void Removed_CutOut()
    {
        Sent([s_ann with { IsRemoved = true }]).Should().Be(Tom);
        Sent([s_tom with { IsRemoved = true }]).Should().Be(Ann + " ");
        Sent([s_ann with { IsRemoved = true }, s_tom with { IsRemoved = true }]).Trim().Should().BeEmpty();
    }

    [Fact]
    public void Merged_ToldOnce()
    {
        Sent([s_tom with { VendorIds = [72, 71] }]).Should().Be(Tom);
        Sent([s_ann with { VendorIds = [71, 72] }]).Should().Be(Ann + " ");
    }

    [Fact]
    public void Added_InTheWordsOfTheFirst_NewUntilWeighed()
    {
        Sent([s_eve]).Should().Be($$"""{{Ann}} , {{Tom}},{"id":2000000005,"sn":"EVE","wt":0,"ht":1.727,"agt":31.2,"sx":1,"fm":131,"cr":0,"att":4,"zz":"a\/b"}""");
        Sent([s_eve with { EnteredWeight = new EnteredWeight(64_500, 1402300000) }]).Should().EndWith(""","wt":64.5,"ht":1.727,"agt":31.2,"sx":1,"fm":131,"cr":1402300000,"att":4,"zz":"a\/b"}""");
        Sent([s_eve], new LastWeight(2_000_000_005, new MeasuredValue(1, 64120, -3), 1402300700))
            .Should().EndWith(""","wt":64.12,"ht":1.727,"agt":31.2,"sx":1,"fm":131,"cr":1402300700,"att":0,"zz":"a\/b"}""");
    }

    [Fact]
    public void AddedWithoutMore_SaysNothingOfTheOther()
    {
        Sent([s_eve with { BirthDate = null, Height = null, Sex = null }], ann: """{"id":71,"sn":"ANN","wt":6,"agt":34.1,"ht":1.7,"sx":1,"cr":7,"att":0,"re":500,"ri":2000}""")
            .Should().EndWith(""",{"id":2000000005,"sn":"EVE","wt":0,"agt":0,"ht":0,"sx":0,"cr":0,"att":4,"re":0,"ri":0}""");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[ ]")]
    public void Added_WhereTheVendorNamedNobody(string users)
    {
        const string reply = """{"body":{"sp":{"users":LIST}}}""";

        Rendering.OfBody(RequestKind.SessionNew, reply.Replace("LIST", users, StringComparison.Ordinal), people: new KnownPeople([s_eve], [], [])).Body
            .Should().Be(reply.Replace("LIST", """[{"id":2000000005,"sn":"EVE","wt":0,"ht":1.727,"agt":31,"sx":1,"fm":3,"cr":0,"att":4}""" + users[1..], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"status":0,"body":{"sp":{"users":null}}}""")]
    [InlineData("""{"status":0,"body":{}}""")]
    [InlineData("no JSON")]
    public void ReplyWithoutAListOfPeople_AsLearned(string learned)
    {
        Rendering.OfBody(RequestKind.SessionNew, learned, people: new KnownPeople([s_eve], [], [])).Body.Should().Be(learned);
    }

    [Fact]
    public void OwnWordNewerThanTheVendors_Told_UntilWeighed()
    {
        Person ann = s_ann with { EnteredWeight = new EnteredWeight(70_000, 1402200000) };

        Sent([ann]).Should().StartWith(Ann.Replace("63.42", "70", StringComparison.Ordinal).Replace("1402128000,\"att\":0", "1402200000,\"att\":4", StringComparison.Ordinal));
        Sent([ann], new LastWeight(71, new MeasuredValue(1, 69, 0), 1402300000)).Should()
            .StartWith(Ann.Replace("63.42", "69", StringComparison.Ordinal).Replace("1402128000", "1402300000", StringComparison.Ordinal));
        Sent([ann with { EnteredWeight = new EnteredWeight(70_000, 1402127999) }]).Should().StartWith(Ann);
    }

    [Fact]
    public void DubiousOnce_NormalAfterAnArchivedWeight()
    {
        var weight = new LastWeight(72, new MeasuredValue(1, 82, 0), 1402300000);

        Sent([s_tom], weight).Should().EndWith("\"wt\":82,\"sx\":0,\"ht\":1.81,\"att\":0}");
        Sent([], weight).Should().EndWith("\"att\":1}", "whoever is not edited is sent as learned");
    }

    [Fact]
    public void MoreThanEight_TheLastAddedAreLeftOut_AndNoted()
    {
        Person[] added = [.. Enumerable.Range(10, 7).Select(id => s_eve with { Id = id, VendorIds = [Person.FirstMadeUpId + id] })];

        (string body, IReadOnlyList<string> notes) = Rendering.OfBody(RequestKind.SessionNew, Session(Ann), people: new KnownPeople(added, [], []));

        ReplyFields.UsersOf(Text.Bytes(body)).Select(user => user.Id).Should().Equal(71, 72, 2000000010, 2000000011, 2000000012, 2000000013, 2000000014, 2000000015);
        notes.Should().ContainSingle().Which.Should().StartWith("the reply names 9 people");
    }

    [Fact]
    public void WhatNoLongerFits_LeftOut()
    {
        Person[] added = [.. Enumerable.Range(10, 6).Select(id => s_eve with { Id = id, VendorIds = [Person.FirstMadeUpId + id] })];
        string wordy = Ann.Replace("a\\/b", new string('w', 300), StringComparison.Ordinal);

        (string body, IReadOnlyList<string> notes) = Rendering.OfBody(RequestKind.SessionNew, Session(wordy), people: new KnownPeople(added, [], []));

        body.Length.Should().BeLessThanOrEqualTo(ScaleLimits.SessionBody);
        ReplyFields.UsersOf(Text.Bytes(body)).Select(user => user.Id).Should().StartWith([71, 72, 2000000010]).And.HaveCountLessThan(8);
        notes.Should().ContainSingle().Which.Should().Contain("1799");
    }

    [Fact]
    public void OtherReplies_NameNobody()
    {
        Rendering.OfBody(RequestKind.MeasureStore, """{"status":0}""", people: new KnownPeople([s_eve], [], [])).Body.Should().Be("""{"status":0}""");
    }

    private static string Session(string ann) => """{"status":0,"body":{"sp":{"users":[ANN , TOM]},"ind":{}}}""".Replace("ANN ", ann + " ", StringComparison.Ordinal).Replace(" TOM", " " + Tom, StringComparison.Ordinal);

    // What stands in the list of people.
    private static string Sent(Person[] edited, LastWeight? weight = null, string ann = Ann)
    {
        FreshFields fresh = Rendering.Fresh with { LastWeights = weight is { } last ? [last] : [] };
        string sent = Rendering.OfSession(Session(ann), fresh, new KnownPeople(edited, [], []));
        const string before = """{"status":0,"body":{"sp":{"users":[""";
        const string after = """]},"ind":{}}}""";
        sent.Should().StartWith(before).And.EndWith(after);
        return sent[before.Length..^after.Length];
    }
}
