using ScaleProxy.Model.People;

namespace ScaleProxy.Model.Tests.People;

public sealed class ShortNameTests
{
    [Theory]
    [InlineData("ann", "ANN")]
    [InlineData(" b2 ", "B2")]
    [InlineData("x", "X")]
    [InlineData("", null)]
    [InlineData("anna", null)]
    [InlineData("a-b", null)]
    [InlineData("éva", null)]
    public void Read_TakesWhatADisplayShows(string text, string? name)
    {
        ShortName.Read(text).Should().Be(name);
    }

    [Theory]
    [InlineData("Anna Smith", "ANN")]
    [InlineData("J. D. Salinger", "JDS")]
    [InlineData("Éva", "VA")]
    [InlineData("Ю", null)]
    public void From_TakesTheFirstLetters(string name, string? expected)
    {
        ShortName.From(name).Should().Be(expected);
    }
}
