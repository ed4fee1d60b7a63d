using ScaleProxy.Archive;
using ScaleProxy.Archive.Tests;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Delivery;
using ScaleProxy.Feeds.Http;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Feeds.Tests.Http;

public sealed class InfluxTargetTests
{
    [Fact]
    public async Task VersionTwo_WritesLinesToTheBucket()
    {
        await using var place = new TemporaryArchive();
        await using SmallServer server = await SmallServer.StartAsync();
        await using var target = new InfluxTarget(
            Settings(server) with { Organization = "my home", Bucket = "weights&co", Token = new Secret("t0ken") },
            Clock);

        await target.DeliverAsync(await ItemsAsync(place, 2), CancellationToken.None);

        ReceivedRequest write = server.Requests.Should().ContainSingle().Subject;
        (write.Method, write.Target, write.Headers["Authorization"]).Should().Be(("POST", "/api/v2/write?org=my%20home&bucket=weights%26co&precision=ns", "Token t0ken"));
        write.Body.Should().Be(
            """
            scale,mac=00:24:e4:a1:b2:c3,source=serve,userId=1 weight=77.11,battery=69i 1700000000000000000
            scale,mac=00:24:e4:a1:b2:c3,source=serve,userId=1 weight=77.11,battery=69i 1700000060000000000

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task VersionOne_WritesToTheDatabase()
    {
        await using var place = new TemporaryArchive();
        await using SmallServer server = await SmallServer.StartAsync();
        await using var target = new InfluxTarget(Settings(server) with { Database = "scale", User = "me", Password = new Secret("pw") }, Clock);

        await target.DeliverAsync(await ItemsAsync(place, 1), CancellationToken.None);

        ReceivedRequest write = server.Requests.Should().ContainSingle().Subject;
        (write.Target, write.Headers["Authorization"]).Should().Be(("/write?db=scale&precision=ns", "Basic bWU6cHc="));
    }

    [Fact]
    public async Task NobodyToBe_NoAuthorization()
    {
        await using var place = new TemporaryArchive();
        await using SmallServer server = await SmallServer.StartAsync();
        await using var target = new InfluxTarget(Settings(server) with { Database = "scale" }, Clock);

        await target.DeliverAsync(await ItemsAsync(place, 1), CancellationToken.None);

        server.Requests.Should().ContainSingle().Which.Headers.Should().NotContainKey("Authorization");
    }

    private static InfluxSettings Settings(SmallServer server) => new() { Label = "test", Key = "k", Address = new Uri(server.Address + "/") };

    private static async Task<IReadOnlyList<FeedItem>> ItemsAsync(TemporaryArchive place, int count)
    {
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry([.. Enumerable.Range(0, count).Select(static i => Weighing(1_700_000_000 + (60 * i)))]));
        return [.. archive.Measurements(new MeasurementQuery()).Select(static stored => new FeedItem(stored, Revision: 0))];
    }
}
