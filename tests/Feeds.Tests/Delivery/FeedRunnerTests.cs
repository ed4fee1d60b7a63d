using Microsoft.Extensions.Logging;
using Npgsql;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Postgres.Tests;
using ScaleProxy.Archive.Tests;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Delivery;
using ScaleProxy.Replay.Tests;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Feeds.Tests.Delivery;

public sealed class FeedRunnerTests : IDisposable
{
    private const long Start = 1_700_000_000;

    private readonly LogLines _log = new();
    private readonly HandClock _clock = new(Now);
    private readonly ScriptedTarget _target = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task NewFeed_TellsWhatComesFromNowOn_InOrder_Once()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await WeighAsync(archive, 0, 3);
        FeedRunner runner = Runner(archive);
        await runner.OpenAsync();
        await WeighAsync(archive, 3, 2);

        await LookUntilIdleAsync(runner);
        await LookUntilIdleAsync(runner);

        _target.Taken.Should().Equal((4, 0), (5, 0));
        _log.AtLeast(LogLevel.Information).Should().Equal("feed test: ready");
    }

    [Fact]
    public async Task Imported_PassedOver_UnlessAllIsWanted()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(Start)));
        FeedRunner runner = Runner(archive);
        await runner.OpenAsync();
        await archive.WriteAsync(Entry(
            Weighing(Start + 1, source: MeasurementSource.Import),
            Weighing(Start + 2, source: MeasurementSource.Learn),
            Weighing(Start + 3, source: MeasurementSource.History),
            Weighing(Start + 4, source: MeasurementSource.Manual)));
        await LookUntilIdleAsync(runner);

        _target.Taken.Should().Equal((3, 0), (5, 0));

        var all = new ScriptedTarget();
        await LookUntilIdleAsync(Runner(archive, all, key: "all", backfill: true));

        all.Taken.Should().Equal((1, 0), (2, 0), (3, 0), (4, 0), (5, 0));
    }

    [Fact]
    public async Task LargeImport_PassedOverBatchByBatch()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        FeedRunner runner = Runner(archive);
        await runner.OpenAsync();
        await archive.WriteAsync(Entry([.. Enumerable.Range(0, FeedBacklog.MaxLookedAt + 5).Select(static i => Weighing(Start + i, source: MeasurementSource.Import))]));
        await archive.WriteAsync(Entry(Weighing(Start - 1)));

        await LookUntilIdleAsync(runner);

        _target.Batches.Should().Equal([1], "what is passed over is not delivered");
    }

    [Fact]
    public async Task DownWhileWeightsCome_AllOfThemFollow_AndOneLineEachSaysSo()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        FeedRunner runner = Runner(archive);
        await LookUntilIdleAsync(runner);
        _target.Judge = static _ => throw new FeedDownException("it cannot be reached");
        await WeighAsync(archive, 0, 25);

        var waits = new List<TimeSpan>();
        for (int i = 0; i < 6; i++)
        {
            waits.Add(await runner.LookAsync(CancellationToken.None));
        }

        _target.Judge = static _ => { };
        await LookUntilIdleAsync(runner);

        waits.Should().BeInAscendingOrder().And.OnlyContain(wait => wait < TimeSpan.FromMinutes(3));
        _target.Taken.Should().Equal(Enumerable.Range(1, 25).Select(static id => ((long)id, 0)));
        _target.Batches[^3..].Should().Equal([10, 10, 5], "no more is in memory at a time than the target takes");
        _log.AtLeast(LogLevel.Information).Should().Equal(
            "feed test: ready",
            "feed test: down, and tried again later; what is archived meanwhile waits for it: it cannot be reached",
            "feed test: up again; what waited follows");
    }

    [Fact]
    public async Task EndedAndBegunAgain_GoesOnWhereItWas()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await LookUntilIdleAsync(Runner(archive));
        await WeighAsync(archive, 0, 1);
        await LookUntilIdleAsync(Runner(archive));
        await archive.DisposeAsync();

        ScaleArchive again = place.Open();
        await WeighAsync(again, 1, 2);
        await LookUntilIdleAsync(Runner(again));

        _target.Taken.Should().Equal((1, 0), (2, 0), (3, 0));
    }

    [Fact]
    public async Task GivenToSomebodyElse_ToldOnceMore_AsANewRevision()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        FeedRunner runner = Runner(archive);
        await runner.OpenAsync();
        await WeighAsync(archive, 0, 2);
        await archive.WriteAsync(Entry(Weighing(Start + 9, source: MeasurementSource.Import)));
        await LookUntilIdleAsync(runner);
        foreach (long id in new long[] { 1, 3, 1 })
        {
            await archive.WriteAsync(new ArchiveEntry { Reassignment = new Reassignment(id, 7, Now) });
        }

        var users = new List<long?>();
        _target.Judge = items => users.AddRange(items.Select(static item => item.Stored.UserId));
        await LookUntilIdleAsync(runner);

        _target.Taken.Should().Equal((1, 0), (2, 0), (1, 1), (1, 2));
        users.Should().Equal(7, 7);
        _target.Batches.Should().Equal(2, 2);
    }

    [Fact]
    public async Task Refused_TriedAloneAgain_ThenSetAside_AndTheOthersGoThrough()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        FeedRunner runner = Runner(archive);
        await LookUntilIdleAsync(runner);
        await WeighAsync(archive, 0, 3);
        int refused = 0;
        _target.Judge = items =>
        {
            if (items.Any(static item => item.Stored.Id == 2))
            {
                refused++;
                throw new FeedRefusedException("it answers 400");
            }
        };

        await LookUntilIdleAsync(runner, looks: 3 + FeedRunner.MaxRefusals);

        _target.Taken.Should().Equal((1, 0), (3, 0));
        refused.Should().Be(1 + FeedRunner.MaxRefusals, "once with the others, then alone");
        _log.Of(LogLevel.Warning).Should().Equal("feed test: measurement 2 was refused 4 times, and is not sent there again: it answers 400");

        _target.Judge = static _ => { };
        await WeighAsync(archive, 3, 4);
        await LookUntilIdleAsync(runner);

        _target.Batches[^1].Should().Be(4, "they go together again");
    }

    [Fact]
    public async Task DeliveryId_SameForTheSameRevisionAlone()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await WeighAsync(archive, 0, 2);
        StoredMeasurement[] stored = [.. archive.Measurements(new MeasurementQuery())];

        string[] ids = [new FeedItem(stored[0], 0).DeliveryId(), new FeedItem(stored[0], 1).DeliveryId(), new FeedItem(stored[1], 0).DeliveryId()];

        ids.Should().OnlyHaveUniqueItems().And.OnlyContain(static id => id.Length == 32);
        new FeedItem(stored[0] with { UserId = 99 }, 0).DeliveryId().Should().Be(ids[0]);
    }

    [Fact]
    public async Task Ended_LetsGoOfTheTarget()
    {
        await using var place = new TemporaryArchive();
        FeedRunner runner = Runner(place.Open());
        using var ending = new CancellationTokenSource();
        Task running = runner.RunAsync(ending.Token);

        await ending.CancelAsync();
        await running;

        _target.Left.Should().Be(1);
        _log.AtLeast(LogLevel.Warning).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task SharedArchive_OneProcessFeeds_AnotherTakesOver_AndALateOneIsNotMissed()
    {
        var url = new Uri(PostgresServer.Shared.NewDatabase());
        PostgresAddress.TryParse(url.OriginalString, out PostgresAddress? address, out _).Should().BeTrue();
        var options = new ArchiveOptions { Server = address, BusyTimeout = TimeSpan.FromSeconds(30) };
        await using ScaleArchive one = ScaleArchive.Open(options, Clock);
        await using ScaleArchive two = ScaleArchive.Open(options, Clock);
        var other = new ScriptedTarget();
        FeedRunner first = Runner(one);
        FeedRunner second = Runner(two, other);
        await first.OpenAsync();
        await LookUntilIdleAsync(first);
        await WeighAsync(two, 0, 3);

        await LookUntilIdleAsync(second);
        await LookUntilIdleAsync(first);

        other.Taken.Should().BeEmpty("the first has the turn");
        other.Left.Should().BePositive();
        _target.Taken.Should().Equal((1, 0), (2, 0), (3, 0));

        // A transaction that began before another one, and ends after it.
        await using var late = new NpgsqlConnection(FormattableString.Invariant($"Host={url.Host};Port={url.Port};Username={url.UserInfo};Database={url.AbsolutePath[1..]}"));
        await late.OpenAsync();
        await using NpgsqlTransaction transaction = await late.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO measurement (mac, taken_at, fingerprint, candidates, source, received_at, plausible) VALUES ('m', 1, 'x', 0, 'serve', 0, 1)", late, transaction);
        await insert.ExecuteNonQueryAsync();
        await WeighAsync(two, 3, 1);
        await LookUntilIdleAsync(first);
        await transaction.CommitAsync();
        await LookUntilIdleAsync(first);

        _target.Taken.Should().Equal((1, 0), (2, 0), (3, 0), (5, 0), (4, 0));

        // The first dies. Its turn is over after a while; what was told within the last half a minute may be told again.
        _clock.Move(TimeSpan.FromSeconds(31));
        await LookUntilIdleAsync(first);
        _clock.Move(FeedTurn.Length + TimeSpan.FromSeconds(1));
        await WeighAsync(one, 4, 1);
        await LookUntilIdleAsync(second);

        other.Taken.Should().ContainSingle("all the others were settled");
    }

    private static async Task WeighAsync(ScaleArchive archive, int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            await archive.WriteAsync(Entry(Weighing(Start + (60 * i))));
        }
    }

    private FeedRunner Runner(ScaleArchive archive, ScriptedTarget? target = null, string key = "webhook/test", bool backfill = false) =>
        new(new WebhookSettings { Label = "test", Key = key, Backfill = backfill, Address = new Uri("http://localhost") }, target ?? _target, archive, _clock, new Random(1), _log);

    // Looks without waiting: idle is where a look wants to wait and has told nothing.
    private static async Task LookUntilIdleAsync(FeedRunner runner, int looks = 3)
    {
        for (int idle = 0; idle < looks;)
        {
            idle += await runner.LookAsync(CancellationToken.None) > TimeSpan.Zero ? 1 : 0;
        }
    }
}
