using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Learning;

/// <summary>What is read in one go is what <see cref="ReplyFields"/> reads one by one.</summary>
public class ReplyFactsTests
{
    private static readonly string[] s_names = ["status", "body", "once", "sessionid", "sp", "users", "id", "sn", "st\\u0061tus", "s\\u006e", "body\\ud800", "id\\ud800", "x"];
    private static readonly string[] s_scalars = ["0", "501", "-1", "1.5", "1e3", "99999999999999999999", "true", "null", "\"\"", "\"a\\/b\"", "\"\\ud800\"", "{}", "[]"];
    private static readonly string[] s_tails = ["", " ", "x", "}", ",", "\0"];

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("[{\"status\":0}]")]
    [InlineData("""{"status":0}""")]
    [InlineData("""{"status":0,"status":1}""")]
    [InlineData("""{"status":"0","status":1}""")]
    [InlineData("""{"status":0} x""")]
    [InlineData("""{"status":0""")]
    [InlineData("""{"status\ud800":0,"status":1}""")]
    [InlineData("""{"status":0,"body":{"once":"00d4e5a1-00000000"}}""")]
    [InlineData("""{"status":0,"body":{"once":{"a":[1, 2]},"sessionid":17}}""")]
    [InlineData("""{"status":0,"body":7,"body":{"once":null,"once":"x"},"body":{"sessionid":"s"}}""")]
    [InlineData("""{"body":{"sp":{"users":{}},"sp":{"users":[{"id":1}]}}}""")]
    [InlineData("""{"body":{"sp":[],"sp":{"x":{"users":[]}},"sp":{"users":[3,{"sn":"A"},[{"id":1}],{"id":"1","id":2,"sn":7,"sn":"B","sn":"C"},{"id":3,"x":{"id":4}}]}}}""")]
    public void SaysWhatIsSaidOneByOne(string body) => Compare(Encoding.UTF8.GetBytes(body)).Should().BeTrue();

    [Property(MaxTest = 3000)]
    public Property AnyDocument_SaysWhatIsSaidOneByOne() => Prop.ForAll(
        Documents(5).Zip(Gen.Elements(s_tails)).ToArbitrary(),
        document => Compare(Encoding.UTF8.GetBytes(document.Item1 + document.Item2)));

    private static bool Compare(byte[] body)
    {
        var facts = ReplyFacts.Of(body);
        return facts.Status == ReplyFields.StatusOf(body)
            && facts.Once == ReplyFields.TextOf(body, "body.once")
            && facts.SessionId == ReplyFields.TextOf(body, "body.sessionid")
            && facts.Users.SequenceEqual(ReplyFields.UsersOf(body))
            && facts.Users.SequenceEqual(ReplyFields.PeopleOf(body).Select(person => new ScaleUser(person.Id, person.Name)));
    }

    private static Gen<string> Documents(int depth)
    {
        Gen<string> scalar = Gen.Elements(s_scalars);
        if (depth == 0)
        {
            return scalar;
        }

        Gen<string> inner = Documents(depth - 1);
        Gen<string> list = inner.ListOf(3).Zip(Gen.Choose(0, 3)).Select(parts => "[" + string.Join(", ", parts.Item1.Take(parts.Item2)) + "]");
        Gen<string> likely = Gen.Elements(depth switch
        {
            5 => ["status", "body"],
            4 => ["once", "sessionid", "sp"],
            3 => ["users"],
            _ => new[] { "id", "sn" },
        });
        Gen<string> name = Gen.Frequency((3, likely), (1, Gen.Elements(s_names)));
        Gen<string> members = name.Zip(inner).ListOf(4).Zip(Gen.Choose(0, 4))
            .Select(parts => "{" + string.Join(',', parts.Item1.Take(parts.Item2).Select(member => $"\"{member.Item1}\":{member.Item2}")) + "}");
        return depth == 2 ? Gen.Frequency((4, list), (1, members), (1, scalar)) : Gen.Frequency((5, members), (1, list), (1, scalar));
    }
}
