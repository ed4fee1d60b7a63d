using System.Text.Json;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("serv")]
    [InlineData("import")]
    [InlineData("recordings show abc")]
    [InlineData("serve --forward maybe")]
    [InlineData("measurements --frobnicate")]
    public async Task WrongCommandLine_Status2_AndHelpIsNamed(string line)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync(line.Split(' '));

        result.Status.Should().Be(2);
        result.Output.Should().BeEmpty();
        result.Error.Should().Contain("--help").And.NotContain("   at ");
    }

    [Theory]
    [InlineData("serve --lisen 0.0.0.0:80", "--lisen")]
    [InlineData("impport scale.pcap", "impport")]
    [InlineData("import --hosts scale.pcap", "--hosts")]
    [InlineData("profile import scale.json --all", "--all")]
    public async Task WordThatIsNone_TheFirstIsNamed(string line, string wrong)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync(line.Split(' '));

        result.Status.Should().Be(2);
        result.ErrorLines[0].Should().Contain(wrong);
    }

    [Theory]
    [InlineData("measurements --since yesterday", "yesterday")]
    [InlineData("measurements --mac 00:24", "00:24")]
    [InlineData("recordings show 7", "no recording 7")]
    [InlineData("profile show 00:24:e4:00:00:01", "00:24:e4:00:00:01")]
    [InlineData("profile show", "import")]
    [InlineData("serve --listen nowhere:80", "nowhere:80")]
    [InlineData("serve --timezone Mars/Olympus", "Mars/Olympus")]
    [InlineData("devices --db mysql://x:geheim@y/z", "sqlite:")]
    public async Task WhatAPersonCanMend_Status1_OneLine(string line, string names)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync(line.Split(' '));

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain(names).And.NotContain("geheim");
    }

    [Fact]
    public async Task EmptyArchive_ListsAreEmptyDocuments()
    {
        using var installation = new Installation();

        foreach (string[] command in new string[][] { ["devices"], ["measurements"], ["recordings", "list"] })
        {
            (await installation.SucceedAsync([.. command, "--json"])).Json.GetArrayLength().Should().Be(0);
        }
    }

    [Fact]
    public async Task NotADatabase_OneClearLine()
    {
        using var installation = new Installation();
        string file = installation.Beside("notes.db");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("these are my notes, not a database\n", 100)));

        CommandResult result = await installation.RunAsync("devices", "--db", "sqlite:" + file);

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain(file);
        (await File.ReadAllTextAsync(file)).Should().StartWith("these are my notes");
    }

    [Fact]
    public async Task Demo_ShowsTheWeight()
    {
        using var installation = new Installation();

        CommandResult result = await installation.SucceedAsync("demo", "--json");

        JsonElement measurement = result.Json.EnumerateArray().Should().ContainSingle().Subject;
        measurement.GetProperty("weightKg").GetRawText().Should().Be("77.11");
        measurement.GetProperty("source").GetString().Should().Be("serve");
        (await installation.SucceedAsync("recordings", "list", "--json")).Json.GetArrayLength().Should().Be(2);
    }

    [Theory]
    [InlineData(0, "0 people")]
    [InlineData(1, "1 person")]
    [InlineData(1234, "1,234 people")]
    public void Counts_InWordsAsTheyAreSaid(long count, string said) => ScaleProxy.Cli.CommandLine.Plural.Of(count, "person", "people").Should().Be(said);
}
