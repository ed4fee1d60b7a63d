using System.Text;
using FsCheck.Xunit;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Scale;

public class FormFieldsTests
{
    [Fact]
    public void Fields_ComeInTheirOrderWithDuplicates()
    {
        Names("userid=3&action=store&userid=1&userid=2").Should().Equal("userid=3", "action=store", "userid=1", "userid=2");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a=")]
    [InlineData("a=", "a=")]
    [InlineData("=a", "=a")]
    [InlineData("a=b=c", "a=b=c")]
    [InlineData("a=1&&b=2&", "a=1 = b=2")]
    public void OddForms_LoseNothing(string form, string fields)
    {
        string.Join(' ', Names(form)).Should().Be(fields);
    }

    [Fact]
    public void FirstOfSeveral_IsTheOneGiven()
    {
        Form("userid=3&userid=1").Integer("userid"u8).Should().Be(3);
        Form("userid=3&userid=1").Text("userid"u8).Should().Be("3");
    }

    [Theory]
    [InlineData("a+b", "a b")]
    [InlineData("%7B%22x%22%3a1%7d", "{\"x\":1}")]
    [InlineData("%2B%25", "+%")]
    [InlineData("%C2%B5", "µ")]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%4g%+1", "%zz%4g% 1")]
    [InlineData("100%", "100%")]
    [InlineData("%%41", "%A")]
    public void Escapes_AreUndoneAndWhatIsNoneStays(string escaped, string text)
    {
        Encoding.UTF8.GetString(FormFields.Unescape(Encoding.UTF8.GetBytes(escaped))).Should().Be(text);
    }

    [Fact]
    public void Text_IsUnescapedAndMissingIsNull()
    {
        Form("name=a%26b").Text("name"u8).Should().Be("a&b");
        Form("name=a%26b").Text("NAME"u8).Should().BeNull();
    }

    [Theory]
    [InlineData("1363694400", 1363694400L)]
    [InlineData("-3", -3L)]
    [InlineData("%31%32", 12L)]
    [InlineData("", null)]
    [InlineData("12a", null)]
    [InlineData("1.5", null)]
    [InlineData("+5", null)]
    [InlineData("9223372036854775808", null)]
    public void Integers_AreWholeFieldsOnly(string value, long? number)
    {
        Form("n=" + value).Integer("n"u8).Should().Be(number);
    }

    [Theory]
    [InlineData("2147483647", 2147483647)]
    [InlineData("-2147483648", -2147483648)]
    [InlineData("2147483648", null)]
    [InlineData("4294967296", null)]
    public void SmallIntegers_AreNotCutToFit(string value, int? number)
    {
        Form("n=" + value).Integer32("n"u8).Should().Be(number);
    }

    [Property]
    public bool EveryEscapedByte_ComesBack(byte[] bytes)
    {
        string escaped = string.Concat(bytes.Select(b => $"%{b:x2}"));
        return FormFields.Unescape(Encoding.ASCII.GetBytes(escaped)).AsSpan().SequenceEqual(bytes);
    }

    [Property(MaxTest = 500)]
    public bool AnyBytes_AreSplitAtAmpersandsAndFirstEqualsSigns(byte[] form)
    {
        string text = Encoding.Latin1.GetString(form);
        List<string> expected = [.. text.Split('&').Select(part => part.Contains('=', StringComparison.Ordinal) ? part : part + "=")];
        if (text.Length == 0 || text.EndsWith('&'))
        {
            expected.RemoveAt(expected.Count - 1);
        }

        return Names(text).SequenceEqual(expected);
    }

    private static FormFields Form(string form) => new(Encoding.Latin1.GetBytes(form));

    private static List<string> Names(string form)
    {
        var fields = new List<string>();
        foreach (FormField field in Form(form))
        {
            fields.Add(Encoding.Latin1.GetString(field.Name) + "=" + Encoding.Latin1.GetString(field.Value));
        }

        return fields;
    }
}
