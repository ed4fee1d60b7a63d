using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Model.Tests.Learning;

public class JsonPlacesTests
{
    private static readonly string[] s_spaces = ["", " ", "\n\t", "\r\n  "];
    private static readonly string[] s_names = ["a", "sn", "", "with space", "q\\\"uote", "\\u0041", "ü", "a\\/b"];
    private static readonly string[] s_scalars = ["0", "-77.110", "1e5", "true", "false", "null", "\"\"", "\"A\\/B\"", "\"\\u00e9\\\\\"", "\"ü,]}\""];

    [Fact]
    public void Places_AreExactToTheByte()
    {
        const string json = """{ "status" : 0,"body":{"once":"a\/b" , "ü":[ 77.110 ,true], "n":null}}""";

        Show(json).Should().Equal(
            "=StartObject " + json,
            "status=Number 0",
            """body=StartObject {"once":"a\/b" , "ü":[ 77.110 ,true], "n":null}""",
            """body.once=String a\/b""",
            "body.ü=StartArray [ 77.110 ,true]",
            "body.ü[0]=Number 77.110",
            "body.ü[1]=True true",
            "body.n=Null null");
    }

    [Fact]
    public void MemberStart_IsItsNamesQuoteAndMemberEndIsBehindItsValue()
    {
        byte[] json = """{"a" : "x" , "b":[1, 2]}"""u8.ToArray();

        Members(json).Should().Equal("""{"a" : "x" , "b":[1, 2]}""", """
            "a" : "x"
            """, """
            "b":[1, 2]
            """, "1", "2");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<html>")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1} x")]
    [InlineData("{\"a\":1,}")]
    public void WhatIsNotJson_HasNoPlaces(string text)
    {
        JsonPlaces.Find(Encoding.UTF8.GetBytes(text)).Should().BeEmpty();
    }

    [Fact]
    public void TooDeep_HasNoPlaces()
    {
        JsonPlaces.Find(Encoding.ASCII.GetBytes(new string('[', 5000) + new string(']', 5000))).Should().BeEmpty();
    }

    [Fact]
    public void NameThatIsNoUnicodeText_DoesNotHideItsNeighbours()
    {
        byte[] json = [.. "{\"\\ud800\":1,\""u8, 0xE9, .. "\":2,\"blc\":3}"u8];

        JsonPlaces.Find(json).Select(place => place.Path).Should().Equal("", "\\ud800", "\uFFFD", "blc");
    }

    [Theory]
    [InlineData("""{"status\ud800":1,"status":0}""")]
    [InlineData("""{"body":{"sp":{"users":[{"id\ud800":1,"id":2}]}},"status":0}""")]
    public void NameThatBeginsLikeOneAndIsNoUnicodeText_IsAnotherOne(string json)
    {
        byte[] body = Encoding.UTF8.GetBytes(json);

        ReplyFields.StatusOf(body).Should().Be(0);
        ReplyFields.UsersOf(body).Select(user => user.Id).Should().BeSubsetOf([2L]);
    }

    [Theory]
    [InlineData("""{"a":"x\/y\u00e9"}""", "x/yé")]
    [InlineData("""{"a":77.110}""", "77.110")]
    [InlineData("""{"a":"\ud800"}""", "\\ud800")]
    [InlineData("""{"a":[1, 2]}""", "[1, 2]")]
    public void Text_IsWithoutEscapes(string json, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);

        JsonPlaces.TextOf(bytes, JsonPlaces.Find(bytes)[1]).Should().Be(text);
    }

    [Theory]
    [InlineData("""{"a":1,"b":"2","c":3}""", "a", """{"b":"2","c":3}""")]
    [InlineData("""{"a":1,"b":"2","c":3}""", "b", """{"a":1,"c":3}""")]
    [InlineData("""{"a":1,"b":"2","c":3}""", "c", """{"a":1,"b":"2"}""")]
    [InlineData("""{"a":1 , "b":"2" , "c":3 }""", "a", """{"b":"2" , "c":3 }""")]
    [InlineData("""{"a":1 , "b":"2" , "c":3 }""", "b", """{"a":1 , "c":3 }""")]
    [InlineData("""{"a":1 , "b":"2" , "c":3 }""", "c", """{"a":1 , "b":"2"  }""")]
    [InlineData("""{ "a":"," }""", "a", """{  }""")]
    [InlineData("""[1,{"x":[2]},3]""", "[0]", """[{"x":[2]},3]""")]
    [InlineData("""[1,{"x":[2]},3]""", "[1]", """[1,3]""")]
    [InlineData("""[1,{"x":[2]},3]""", "[2]", """[1,{"x":[2]}]""")]
    [InlineData("""[1,{"x":[2]},3]""", "[1].x", """[1,{},3]""")]
    [InlineData("""[1,{"x":[2]},3]""", "[1].x[0]", """[1,{"x":[]},3]""")]
    public void Remove_TakesOneCommaAndLeavesEveryOtherByte(string json, string path, string left)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);

        Encoding.UTF8.GetString(JsonPlaces.Remove(bytes, JsonPlaces.Find(bytes).Single(place => place.Path == path))).Should().Be(left);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData(" 7 ")]
    public void RemovingTheDocument_IsRefused(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        Action remove = () => JsonPlaces.Remove(bytes, JsonPlaces.Find(bytes)[0]);

        remove.Should().Throw<ArgumentException>().WithMessage("a whole document*");
    }

    [Property(MaxTest = 300)]
    public Property EveryPlace_HoldsTheValueOfItsPath() => Prop.ForAll(
        Documents(4).ToArbitrary(),
        json =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(json);
            var nodes = new List<JsonNode?>();
            Collect(JsonNode.Parse(bytes), nodes);
            IReadOnlyList<JsonPlace> places = JsonPlaces.Find(bytes);
            return places.Count == nodes.Count && places.Zip(nodes).All(pair =>
                JsonNode.DeepEquals(JsonNode.Parse(bytes.AsSpan(pair.First.MemberEnd - Length(pair.First), Length(pair.First))), pair.Second));
        });

    [Property(MaxTest = 300)]
    public Property RemovingAnyPlace_LeavesJsonWithoutItAndNothingElseMissing() => Prop.ForAll(
        Documents(3).ToArbitrary(),
        json =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(json);
            IReadOnlyList<JsonPlace> places = JsonPlaces.Find(bytes);
            return places.Skip(1).All(place =>
            {
                byte[] left = JsonPlaces.Remove(bytes, place);
                int within = places.Count(other => other.MemberStart >= place.MemberStart && other.MemberEnd <= place.MemberEnd);
                return IsCut(bytes, place, left) && JsonPlaces.Find(left).Count == places.Count - within;
            });
        });

    // One cut, around the member and nothing more than a comma and white space.
    private static bool IsCut(byte[] json, JsonPlace place, byte[] left)
    {
        int length = json.Length - left.Length;
        for (int start = Math.Max(0, place.MemberEnd - length); start <= place.MemberStart; start++)
        {
            string beside = Encoding.UTF8.GetString(json[start..place.MemberStart]) + Encoding.UTF8.GetString(json[place.MemberEnd..(start + length)]);
            if (beside.Trim() is "" or "," && left.AsSpan(0, start).SequenceEqual(json.AsSpan(0, start)) && left.AsSpan(start).SequenceEqual(json.AsSpan(start + length)))
            {
                return true;
            }
        }

        return false;
    }

    private static int Length(JsonPlace place) => place.Type == JsonTokenType.String ? place.End - place.Start + 2 : place.End - place.Start;

    private static void Collect(JsonNode? node, List<JsonNode?> nodes)
    {
        nodes.Add(node);
        IEnumerable<JsonNode?> inner = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray elements => elements,
            _ => [],
        };
        foreach (JsonNode? one in inner)
        {
            Collect(one, nodes);
        }
    }

    // Names are numbered, for JsonNode wants each once.
    private static Gen<string> Documents(int depth)
    {
        Gen<string> scalar = Gen.Elements(s_scalars);
        if (depth == 0)
        {
            return scalar;
        }

        Gen<string> space = Gen.Elements(s_spaces);
        Gen<string> spaced = space.Zip(Documents(depth - 1)).Zip(space).Select(parts => parts.Item1.Item1 + parts.Item1.Item2 + parts.Item2);
        Gen<string> name = Gen.Elements(s_names).Zip(space).Select(parts => parts.Item1 + "\"" + parts.Item2);
        Gen<string> list = spaced.ListOf(3).Zip(Gen.Choose(0, 3)).Select(parts => "[" + string.Join(',', parts.Item1.Take(parts.Item2)) + "]");
        Gen<string> members = name.Zip(spaced).ListOf(3).Zip(Gen.Choose(0, 3))
            .Select(parts => "{" + string.Join(',', parts.Item1.Take(parts.Item2).Select((member, i) => $"\"{i}{member.Item1}:{member.Item2}")) + "}");
        return Gen.OneOf(scalar, list, members);
    }

    private static IEnumerable<string> Show(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        return JsonPlaces.Find(bytes).Select(place => $"{place.Path}={place.Type} {Encoding.UTF8.GetString(bytes[place.Start..place.End])}");
    }

    private static IEnumerable<string> Members(byte[] json) =>
        JsonPlaces.Find(json).Select(place => Encoding.UTF8.GetString(json[place.MemberStart..place.MemberEnd]));
}
