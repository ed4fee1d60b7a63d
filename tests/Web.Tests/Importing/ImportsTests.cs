using System.Net;
using ScaleProxy.Web.Tests.Events;

namespace ScaleProxy.Web.Tests.Importing;

public sealed class ImportsTests
{
    [Fact]
    public async Task Upload_IsImportedWhole_AndNothingOfItIsLeft()
    {
        var imports = new KeptImports();
        await using RunningPage page = await RunningPage.StartAsync(with: services => services with { Imports = imports });
        byte[] capture = [.. Enumerable.Range(0, 300_000).Select(static i => (byte)i)];

        Answer answer = await Answer.PostAsync(page, "imports?name=folder%2Fmine.pcap", capture);

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Json.GetProperty("measurements").GetInt32().Should().Be(2);
        (imports.Name, imports.Content.AsSpan().SequenceEqual(capture)).Should().Be(("mine.pcap", true));
        Directory.GetFiles(page.DataFolder, "upload-*").Should().BeEmpty();
    }

    [Fact]
    public async Task UploadThatIsBeingRead_HasNoNameOnTheDisk()
    {
        var imports = new KeptImports { Gate = new TaskCompletionSource() };
        await using RunningPage page = await RunningPage.StartAsync(with: services => services with { Imports = imports });

        Task<Answer> answer = Answer.PostAsync(page, "imports?name=mine.pcap", [1, 2, 3]);
        await imports.Begun.Task;
        string[] files = Directory.GetFiles(page.DataFolder, "upload-*");
        imports.Gate.SetResult();

        files.Should().BeEmpty();
        (await answer).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Upload_OpenPagesAreToldThatItIsDone_AndHowFarTheFirstRunIs()
    {
        await using RunningPage page = await RunningPage.StartAsync(with: services => services with { Imports = new KeptImports() });
        using EventStream stream = await EventStream.OpenAsync(page);

        await Answer.PostAsync(page, "imports?name=mine.pcap", [1, 2, 3]);

        (await stream.NextAsync()).Should().Be("""event: import | data: {"name":"mine.pcap","bytes":3,"total":3,"done":true}""");
        (await stream.NextAsync()).Should().StartWith("""event: setup | data: {"learned":false,"steps":[{"id":"listening",""");
    }

    [Theory]
    [InlineData("imports")]
    [InlineData("imports?name=")]
    [InlineData("imports?name=a&name=b")]
    [InlineData("imports?name=folder%2F")]
    public async Task WithoutAName_Refused(string path)
    {
        await using RunningPage page = await RunningPage.StartAsync();

        Answer answer = await Answer.PostAsync(page, path, [1]);

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.BadFields.Should().Contain("name");
    }

    [Fact]
    public async Task WhatCannotBeImported_SaysWhy()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        Answer answer = await Answer.PostAsync(page, "imports?name=mine.pcap", [1]);

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Json.GetProperty("detail").GetString().Should().Be("nothing is imported in this test");
    }

    [Fact]
    public async Task TooLarge_Refused()
    {
        await using RunningPage page = await RunningPage.StartAsync(options => options with { MaxUploadBytes = 100_000 });

        Answer answer = await Answer.PostAsync(page, "imports?name=mine.pcap", new byte[100_001]);

        answer.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task TooManyAtOnce_Refused()
    {
        var imports = new KeptImports { Gate = new TaskCompletionSource() };
        await using RunningPage page = await RunningPage.StartAsync(options => options with { MaxUploads = 1 }, services => services with { Imports = imports });
        Task<Answer> first = Answer.PostAsync(page, "imports?name=first.pcap", [1]);
        await imports.Begun.Task;

        Answer second = await Answer.PostAsync(page, "imports?name=second.pcap", [2]);
        imports.Gate.SetResult();

        second.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await first).Status.Should().Be(HttpStatusCode.OK);
    }
}
