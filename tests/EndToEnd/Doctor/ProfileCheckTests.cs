using ScaleProxy.Cli.Doctor;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.EndToEnd.Doctor;

public sealed class ProfileCheckTests
{
    [Fact]
    public async Task NoScale_Warned()
    {
        (await LookAsync()).Should().ContainSingle().Which.Level.Should().Be(FindingLevel.Warn);
    }

    [Fact]
    public async Task Incomplete_WhatIsMissingIsSaid_AndNoSecret()
    {
        Finding finding = (await LookAsync(new Profile { Mac = "00:24:e4:a1:b2:c3", Secret = "0f1e2d3c4b5a6978" })).Single();

        finding.Level.Should().Be(FindingLevel.Warn);
        finding.Text.Should().Contain("00:24:e4:a1:b2:c3").And.Contain("the vendor's reply to once").And.NotContain("0f1e2d3c");
    }

    private static Task<IReadOnlyList<Finding>> LookAsync(params Profile[] profiles) =>
        new ProfileCheck(_ => Task.FromResult<IReadOnlyList<Profile>>(profiles)).RunAsync(CancellationToken.None);
}
