using System.Text;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Wire;

public sealed class HeaderListTests
{
    private static readonly HeaderList s_headers = new(Transcript.Crlf("""
        Host: a
        COOKIE:  one ;two
        no field
        cookie: three
        Empty:

        Behind: the head

        """));

    [Fact]
    public void ToTexts_KeepsOrderCaseAndDuplicates() =>
        s_headers.ToTexts().Select(field => $"{field.Key}={field.Value}").Should().Equal("Host=a", "COOKIE=one ;two", "cookie=three", "Empty=");

    [Theory]
    [InlineData("host", "a")]
    [InlineData("Cookie", "one ;two")]
    [InlineData("EMPTY", "")]
    public void TryGet_TakesTheFirstInAnyCase(string name, string expected)
    {
        s_headers.TryGet(Encoding.Latin1.GetBytes(name), out ReadOnlySpan<byte> value).Should().BeTrue();
        Encoding.Latin1.GetString(value).Should().Be(expected);
    }

    [Theory]
    [InlineData("Hos")]
    [InlineData("Behind")]
    [InlineData("no field")]
    public void TryGet_WhatIsNotThere_IsFalse(string name)
    {
        s_headers.TryGet(Encoding.Latin1.GetBytes(name), out ReadOnlySpan<byte> value).Should().BeFalse();
        value.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Line_KeepsItsSpaces()
    {
        HeaderList.Enumerator fields = s_headers.GetEnumerator();
        fields.MoveNext().Should().BeTrue();
        fields.MoveNext().Should().BeTrue();

        Encoding.Latin1.GetString(fields.Current.Line).Should().Be("COOKIE:  one ;two");
    }

    [Fact]
    public void Bytes_BecomeLatin1Letters()
    {
        HeaderList.Enumerator fields = new HeaderList(Transcript.Bytes("N\u00e4me: \u00fc\r\n")).GetEnumerator();
        fields.MoveNext().Should().BeTrue();

        fields.Current.NameText.Should().Be("N\u00e4me");
        fields.Current.ValueText.Should().Be("\u00fc");
    }
}
