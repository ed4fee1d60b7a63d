using System.Globalization;
using System.Numerics;
using System.Text;
using FsCheck.Xunit;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Scale;

public class ExactNumberTests
{
    [Theory]
    [InlineData("77110", 77110, 0)]
    [InlineData("77.11", 7711, -2)]
    [InlineData("77.110", 77110, -3)]
    [InlineData("-0.05", -5, -2)]
    [InlineData("7.711e1", 7711, -2)]
    [InlineData("7711E-2", 7711, -2)]
    [InlineData("1e+5", 1, 5)]
    [InlineData("0", 0, 0)]
    [InlineData("9223372036854775807", long.MaxValue, 0)]
    [InlineData("-9223372036854775808", long.MinValue, 0)]
    [InlineData("1.5e-2147483647", 15, int.MinValue)]
    public void Number_IsItsDigitsAndItsPowerOfTen(string text, long raw, int exponent)
    {
        ExactNumber.TryParse(Encoding.ASCII.GetBytes(text), out long digits, out int power).Should().BeTrue();

        (digits, power).Should().Be((raw, exponent));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("1e1e1")]
    [InlineData("1e1.5")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("1e2147483648")]
    [InlineData("1.5e-2147483648")]
    public void WhatIsNoNumberOrDoesNotFit_IsRefused(string text)
    {
        ExactNumber.TryParse(Encoding.ASCII.GetBytes(text), out _, out _).Should().BeFalse();
    }

    [Property(MaxTest = 500)]
    public bool EveryDecimal_IsReadExactly(decimal number)
    {
        string text = number.ToString(CultureInfo.InvariantCulture);
        int places = text.Contains('.', StringComparison.Ordinal) ? text.Length - text.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var digits = BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        bool fits = digits >= long.MinValue && digits <= long.MaxValue;
        bool read = ExactNumber.TryParse(Encoding.ASCII.GetBytes(text), out long raw, out int exponent);
        return read == fits && (!fits || (raw == digits && exponent == -places));
    }
}
