using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using ScaleProxy.Archive;
using ScaleProxy.Cli.Learn;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>Where something cannot be recorded, what passes is let pass, and the owner is told.</summary>
public sealed class RecorderTroubleTests
{
    private static readonly Exchange Once = Passing.Conversation[0];

    [Fact]
    public async Task TooManyWait_RestOfThatConnectionUnrecorded_SaidOnce_NewOnesTriedAgain()
    {
        await using var place = new RecordingPlace(new RecorderLimits { MaxExchanges = 2 });
        IRecordedConversation connection = place.Begin();
        using (SqliteConnection other = place.Lock())
        {
            RecordingPlace.Take(connection, [Once, Once]);

            connection.TryTake(Once).Should().BeFalse();
            connection.TryTake(Once).Should().BeFalse();
            place.Begin().TryTake(Once).Should().BeFalse();
        }

        await Eventually.HoldsAsync(() => place.Begin().TryTake(Once));
        connection.TryTake(Once).Should().BeFalse("a recording has no holes");
        connection.End();
        await place.EndAsync();

        place.Log.Of(LogLevel.Warning).Where(line => line.Contains($"{Passing.Client}: from 08:16:58 UTC on, this connection to {Passing.Server} passes unrecorded: more comes", StringComparison.Ordinal))
            .Should().HaveCountGreaterThanOrEqualTo(2, "one for each connection");
        place.Archive.Recordings().Select(recording => recording.ExchangeCount).Should().Equal(2, 1);
        place.Archive.OpenRecordings().Should().BeEmpty();
    }

    [Fact]
    public async Task TooManyBytesWait_NotTaken_ButOneOfAnySizeIs()
    {
        await using var place = new RecordingPlace(new RecorderLimits { MaxBytes = 1000 });
        Exchange large = Passing.Exchange("maint", "data=" + new string('0', 5000));
        using (SqliteConnection other = place.Lock())
        {
            place.Begin().TryTake(large).Should().BeTrue();
            place.Begin().TryTake(Once).Should().BeFalse();
        }

        await Eventually.HoldsAsync(() => place.Begin().TryTake(Once));
    }

    [Fact]
    public async Task ArchiveFails_ThatConnectionUnrecorded_ReasonSaidOnce_LaterOnesWhole()
    {
        await using var place = new RecordingPlace(busyTimeout: TimeSpan.FromMilliseconds(20));
        IRecordedConversation connection = place.Begin();
        using (SqliteConnection other = place.Lock())
        {
            RecordingPlace.Take(connection, [Passing.Conversation[1]]);
            await Eventually.HoldsAsync(() => place.Log.All.Count > 0);
        }

        connection.TryTake(Passing.Conversation[2]).Should().BeFalse();
        connection.TryTake(Passing.Conversation[3]).Should().BeFalse();
        connection.End();
        IRecordedConversation next = place.Begin();
        RecordingPlace.Take(next, Passing.Conversation);
        next.End();
        await place.EndAsync();

        place.Log.AtLeast(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("passes unrecorded").And.Contain(place.ArchivePath).And.Contain("keeps it locked");
        place.Archive.Recordings().Should().ContainSingle("of the first, nothing could be stored").Which.ExchangeCount.Should().Be(6);
        place.Archive.FindProfile(WeighIn.Mac)!.Missing().Should().BeEmpty("what could not be stored the first time was stored the second");
        place.Archive.FindProfile(WeighIn.Mac)!.Secret.Should().Be(WeighIn.Secret);
        place.Archive.Users().Should().HaveCount(2);
        place.Archive.OpenRecordings().Should().BeEmpty();
    }

    [Fact]
    public async Task ArchiveFailsInTheMiddle_WhatThereIsStays_AndIsEnded()
    {
        await using var place = new RecordingPlace(busyTimeout: TimeSpan.FromMilliseconds(20));
        IRecordedConversation connection = place.Begin();
        RecordingPlace.Take(connection, Passing.Conversation.Take(2));
        await Eventually.HoldsAsync(() => place.Archive.Recordings().FirstOrDefault()?.ExchangeCount == 2);
        using (SqliteConnection other = place.Lock())
        {
            RecordingPlace.Take(connection, [Passing.Conversation[2]]);
            await Eventually.HoldsAsync(() => place.Log.All.Count > 0);
        }

        connection.TryTake(Passing.Conversation[3]).Should().BeFalse();
        connection.End();
        await place.EndAsync();

        place.Archive.Recordings().Should().ContainSingle().Which.ExchangeCount.Should().Be(2);
        place.Archive.OpenRecordings().Should().BeEmpty();
    }

    [Fact]
    public async Task ArchiveFailsAtTheEnd_LastNewsOfAProfileSaidToBeMissing()
    {
        await using var place = new RecordingPlace(busyTimeout: TimeSpan.FromMilliseconds(20));
        using (SqliteConnection other = place.Lock())
        {
            RecordingPlace.Take(place.Begin(), Passing.Conversation.Take(2));
            await place.EndAsync();
        }

        place.Log.Of(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("learned last could not be stored").And.Contain("keeps it locked");
    }

    [Fact]
    public async Task EndedWithoutWarning_NextStartSaysSoOnce()
    {
        await using var place = new RecordingPlace();
        RecordingPlace.Take(place.Begin(), Passing.Conversation.Take(2));
        await Eventually.HoldsAsync(() => place.Archive.Recordings().FirstOrDefault()?.ExchangeCount == 2);

        // As it would be found after kill -9: the recording is on the disk, and still open.
        var log = new LearnLog(place.Log);
        await using var next = ScaleArchive.Open(new ArchiveOptions { Path = place.ArchivePath }, place.Clock);
        using ArchiveLease lease = next.TakeServeLease("scaleproxy learn");
        await CutOffRecordings.TellAsync(next, lease, log, "scaleproxy learn");
        await CutOffRecordings.TellAsync(next, lease, log, "scaleproxy learn");

        place.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().StartWith("recording 1 of 2014-06-08 ").And.Contain("cut off");
        next.OpenRecordings().Should().BeEmpty();
    }

    [Theory]
    [InlineData("scaleproxy learn", 1)]
    [InlineData("scaleproxy serve", 0)]
    public async Task EndedWithoutWarningBetweenConversations_SaidOfLearnAlone(string predecessor, int lines)
    {
        await using var place = new RecordingPlace();
        await File.WriteAllTextAsync(place.ArchivePath + ".holder", $"{predecessor} (process 17, since 2026-01-02 03:04:05 UTC)\n");
        using ArchiveLease lease = place.Archive.TakeServeLease("scaleproxy learn");

        await CutOffRecordings.TellAsync(place.Archive, lease, new LearnLog(place.Log), "scaleproxy learn");

        place.Log.Of(LogLevel.Warning).Where(line => line.StartsWith("scaleproxy learn (process 17, since 2026-01-02 03:04:05 UTC) ended without warning", StringComparison.Ordinal))
            .Should().HaveCount(lines);
    }
}
