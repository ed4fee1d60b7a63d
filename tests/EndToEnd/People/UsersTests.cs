using System.Globalization;
using System.Text.Json;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.People;

/// <summary>People as their owner has them: what scales are told of them, and whose a measurement is.</summary>
public sealed class UsersTests
{
    private const string Sample = "weigh-in.pcap";

    [Fact]
    public async Task EditedBesideServe_TheNextSessionTells()
    {
        using Installation installation = await ImportedAsync();
        await using ServingProcess serve = await installation.ServeAsync();
        string before = await UsersToldAsync(serve);

        await installation.SucceedAsync("users", "edit", "lea", "--name", "Léa Martin", "--short-name", "lm", "--height", "168.9cm", "--birth-date", BirthDate(40), "--sex", "male");
        await installation.SucceedAsync("users", "remove", "tom");
        await installation.SucceedAsync("users", "add", "Eve", "--height", "1.727", "--birth-date", BirthDate(30), "--sex", "female", "--weight", "70.5");
        // What another process has archived is taken up a tenth of a second later at most.
        string after = await Eventually.IsAsync(() => UsersToldAsync(serve), static told => told.Contains("EVE", StringComparison.Ordinal));

        before.Should().Be(
            """[{"id":2468013,"sn":"LEA","wt":63.185,"ht":1.684,"agt":34.1,"sx":1,"fm":3,"cr":1402215390,"att":0},{"id":2468014,"sn":"TOM","wt":81.55,"ht":1.812,"agt":36.5,"sx":0,"fm":3,"cr":1402215408,"att":0}]""");
        after.Should().StartWith("""[{"id":2468013,"sn":"LM","wt":63.185,"ht":1.689,"agt":40.0,"sx":0,"fm":3,"cr":1402215390,"att":0},{"id":2000000003,"sn":"EVE","wt":70.5,"ht":1.727,"agt":30.0,"sx":1,"fm":3,"cr":""")
            .And.EndWith(",\"att\":4}]").And.NotContain("TOM");
    }

    [Fact]
    public async Task SomebodyNew_RecognisedByTheirOwnWord_ToldWithTheirWeightFromThenOn()
    {
        using Installation installation = await ImportedAsync();
        await installation.SucceedAsync("users", "add", "Eve", "--height", "172.7", "--birth-date", "1983-03-20", "--sex", "male", "--weight", "75");
        await using ServingProcess serve = await installation.ServeAsync();
        long now = Now();

        await WeighAsync(serve, now, 77_100);

        JsonElement measured = (await installation.SucceedAsync("measurements", "--user", "eve", "--json")).Json.EnumerateArray().Should().ContainSingle().Subject;
        measured.GetProperty("userId").GetInt64().Should().Be(2_000_000_001);
        measured.GetProperty("userIds").GetArrayLength().Should().Be(0);
        measured.GetProperty("assignment").GetRawText().Should().ContainAll("\"rule\"", "EVE +2.1 kg", "null");
        measured.GetProperty("values").GetArrayLength().Should().Be(1);
        measured.GetProperty("derived")[0].GetRawText().Should().ContainAll("BMI", "25.9", "weight / height²");
        (await UsersToldAsync(serve)).Should().Contain(FormattableString.Invariant($"\"sn\":\"EVE\",\"wt\":77.1,")).And.EndWith(FormattableString.Invariant($"\"cr\":{now},\"att\":0}}]"));
    }

    [Fact]
    public async Task Ambiguous_ToldWhy_UntilTheOwnerSays()
    {
        using Installation installation = await ImportedAsync();
        await using ServingProcess serve = await installation.ServeAsync();
        long now = Now();
        await WeighAsync(serve, now - 60, 70_000, WeighIn.FirstUser);
        await WeighAsync(serve, now - 50, 71_700, WeighIn.SecondUser);

        await WeighAsync(serve, now, 70_600);
        JsonElement ambiguous = (await NewestAsync(installation)).Clone();
        string id = ambiguous.GetProperty("id").GetRawText();
        await installation.SucceedAsync("measurements", "assign", id, "Tom");
        JsonElement given = (await NewestAsync(installation)).Clone();
        CommandResult nobodys = await installation.SucceedAsync("measurements", "unassign", id);

        ambiguous.GetProperty("assignment").GetProperty("reason").GetString().Should().Be("LEA +0.6 kg, TOM −1.1 kg: ambiguous");
        (ambiguous.GetProperty("user").ValueKind, given.GetProperty("user").GetString()).Should().Be((JsonValueKind.Null, "TOM"));
        given.GetProperty("assignment").GetProperty("method").GetString().Should().Be("owner");
        nobodys.Output.Should().Contain("nobody").And.Contain("70.6 kg").And.NotContain("TOM");
        (await installation.RunAsync("measurements", "assign", "999", "tom")).Error.Should().Be("scaleproxy: ID: there is no measurement 999; `scaleproxy measurements` shows those there are\n");
    }

    [Fact]
    public async Task Merged_OnePersonToScalesAndOwner()
    {
        using Installation installation = await ImportedAsync();
        await using ServingProcess serve = await installation.ServeAsync();
        long now = Now();

        await installation.SucceedAsync("users", "merge", "lea", "tom");
        await WeighAsync(serve, now, 70_600, WeighIn.SecondUser);

        (await UsersToldAsync(serve)).Should().Be(FormattableString.Invariant(
            $$"""[{"id":2468013,"sn":"LEA","wt":70.6,"ht":1.684,"agt":34.1,"sx":1,"fm":3,"cr":{{now}},"att":0}]"""));
        (await installation.SucceedAsync("measurements", "--user", "lea", "--json")).Json.EnumerateArray().Select(measured => measured.GetProperty("user").GetString()).Should().Equal("LEA", "LEA", "LEA");
        JsonElement people = (await installation.SucceedAsync("users", "list", "--json")).Json;
        people.EnumerateArray().Should().ContainSingle().Which.GetProperty("vendorIds").GetRawText().Where(char.IsAsciiDigit).Should().Equal("24680132468014");
    }

    [Fact]
    public async Task List_TellsWhoIsNotEdited()
    {
        using Installation installation = await ImportedAsync();
        await installation.SucceedAsync("users", "edit", "2468014", "--fat-formula", "SUN");

        JsonElement[] people = [.. (await installation.SucceedAsync("users", "list", "--json")).Json.EnumerateArray()];

        people.Select(person => $"{person.GetProperty("id")} {person.GetProperty("shortName")} {person.GetProperty("heightM")} {person.GetProperty("bornAbout")} {person.GetProperty("sex")} {person.GetProperty("fatFormula")} {person.GetProperty("edited")}")
            .Should().Equal("1 TOM 1.812 1977-12-07 male sun True", " LEA 1.684 1980-05-02 female  False");
        (await installation.SucceedAsync("users", "list")).Output.Should().Contain("the vendor, edited").And.Contain("the vendor, not edited").And.Contain("63.185 kg");
    }

    [Fact]
    public async Task SomebodyWhoComesBack_NotByAShortNameThatIsTakenNow()
    {
        using Installation installation = await ImportedAsync();
        await installation.SucceedAsync("users", "remove", "tom");
        await installation.SucceedAsync("users", "edit", "lea", "--short-name", "TOM");

        (await installation.RunAsync("users", "edit", "2468014", "--height", "181")).ErrorLines.Should().ContainSingle().Which.Should().Contain("TOM is what scales show for LEA already");
        (await installation.SucceedAsync("users", "edit", "2468014", "--short-name", "TM2")).Output.Should().Contain("TM2");
    }

    [Theory]
    [InlineData("users edit nobody", "nobody is called 'nobody'")]
    [InlineData("users edit lea --short-name anna", "--short-name: 'anna'")]
    [InlineData("users edit lea --short-name TOM", "is what scales show for TOM already")]
    [InlineData("users edit lea --height 12", "--height: '12'")]
    [InlineData("users edit lea --birth-date 2999-01-01", "--birth-date: '2999-01-01'")]
    [InlineData("users edit lea --sex x", "--sex: 'x'")]
    [InlineData("users edit lea --weight 0", "--weight: '0'")]
    [InlineData("users edit lea --fat-formula x", "--fat-formula: 'x'")]
    [InlineData("users edit lea --vendor-id -1", "--vendor-id: '-1'")]
    [InlineData("users merge lea LEA", "is the same person already")]
    [InlineData("users add ---", "--short-name")]
    public async Task WrongValue_OneLineNamesIt(string arguments, string says)
    {
        using Installation installation = await ImportedAsync();

        CommandResult result = await installation.RunAsync(arguments.Split(' '));

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain(says);
    }

    [BlackBoxFact]
    public async Task StrictScale_ContentWithEditedPeople()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        string id = (await installation.SucceedAsync("users", "list", "--json")).Json[0].GetProperty("vendorIds")[0].GetRawText();
        await using ServingProcess serve = await installation.ServeAsync();

        await installation.SucceedAsync("users", "edit", id, "--short-name", "ZZZ", "--height", "181.5");
        await installation.SucceedAsync("users", "add", "Eve");
        (int status, JsonElement report) = await BlackBox.WeighInAsync(serve.Address, "--check-clock");

        status.Should().Be(0, report.ToString());
        JsonElement users = report.GetProperty("session").GetProperty("sp").GetProperty("users");
        users[0].GetProperty("sn").GetString().Should().Be("ZZZ");
        users[0].GetProperty("ht").GetRawText().Should().Be("1.815");
        users[users.GetArrayLength() - 1].GetProperty("sn").GetString().Should().Be("EVE");
    }

    private static async Task<Installation> ImportedAsync()
    {
        var installation = new Installation();
        await installation.SucceedAsync("import", Path.Combine(Capture.Tests.Repository.Root, "captures", Sample));
        return installation;
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    // Whoever was born then has just had their birthday.
    private static string BirthDate(int age) => DateTimeOffset.UtcNow.AddYears(-age).AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<string> UsersToldAsync(ServingProcess serve)
    {
        using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
        WireMessage? session = await line.TryAskForSessionAsync(WeighIn.Mac, WeighIn.Secret);
        return ReplyFields.TextOf(session!.Body.Span, "body.sp.users")!;
    }

    private static async Task WeighAsync(ServingProcess serve, long takenAt, long grams, params long[] users)
    {
        using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
        string session = await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret);
        WireMessage reply = await line.AskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, takenAt, grams, users));
        ReplyFields.StatusOf(reply.Body.Span).Should().Be(0);
    }

    private static async Task<JsonElement> NewestAsync(Installation installation) =>
        (await installation.SucceedAsync("measurements", "--json")).Json.EnumerateArray().Last();
}
