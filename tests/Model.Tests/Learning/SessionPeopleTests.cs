using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;

namespace ScaleProxy.Model.Tests.Learning;

/// <summary>What a session reply says of people, and which of it is renewed for somebody whom their owner has edited.</summary>
public sealed class SessionPeopleTests
{
    private static readonly byte[] s_body = Encoding.UTF8.GetBytes(
        """{"body":{"sp":{"users":[{"id":71,"sn":"EVE","wt":64.25,"ht":1.63,"agt":34.1,"sx":1,"fm":3,"cr":1000,"att":4},{"agt":20,"id":72,"att":0}]}}}""");

    [Fact]
    public void EachField_Read()
    {
        ReplyFields.PeopleOf(s_body).Should().Equal(
            new SessionPerson(71, "EVE", 64.25m, 1000, 4, 1.63m, 34.1m, 1, 3),
            new SessionPerson(72, "", 0, 0, 0, 0, 20, null, 0));
    }

    [Theory]
    [InlineData("""{"id":1,"wt":"64","cr":1.5,"sx":[1],"att":null,"ht":{"m":1},"agt":1e99,"fm":true}""")]
    [InlineData("""{"id":1,"more":{"wt":64,"id":2},"sn":7}""")]
    public void WhatIsNoNumberOfItsKind_NotKnown(string user)
    {
        ReplyFields.PeopleOf(Encoding.UTF8.GetBytes("""{"body":{"sp":{"users":[USER]}}}""".Replace("USER", user, StringComparison.Ordinal))).Should().Equal(new SessionPerson(1, "", 0, 0, 0, 0, 0, null, 0));
    }

    [Fact]
    public void AgeAndAttribution_RenewedOfWhoeverIsEdited()
    {
        var born = new Person { Name = "Eve", ShortName = "EVE", BirthDate = new DateOnly(1980, 1, 1) };

        Rules(null).Should().Equal("LastWeight 71", "LastWeighed 71");
        Rules(new() { [71] = born }).Should().Equal("LastWeight 71", "Age 71", "LastWeighed 71", "Attribution 71");
        Rules(new() { [72] = born with { BirthDate = null } }).Should().Equal("LastWeight 71", "LastWeighed 71", "Attribution 72");
    }

    private static IEnumerable<string> Rules(Dictionary<long, Person>? edited) =>
        ReplyFields.RenewalsOf(s_body, edited).Select(renewal => $"{renewal.Rule} {renewal.UserId}");
}
