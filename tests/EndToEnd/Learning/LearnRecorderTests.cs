using ScaleProxy.Archive;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>What becomes of exchanges that pass, in a real archive.</summary>
public sealed class LearnRecorderTests
{
    [Fact]
    public async Task WeighIn_RecordedToTheByte()
    {
        await using var place = new RecordingPlace();
        IRecordedConversation connection = place.Begin();
        RecordingPlace.Take(connection, Passing.Conversation);
        connection.End();
        await place.EndAsync();

        StoredRecording recording = place.Archive.Recordings().Should().ContainSingle().Subject;
        (recording.Source, recording.Mac, recording.Client, recording.Server).Should().Be(("learn", WeighIn.Mac, Passing.Client, Passing.Server));
        IReadOnlyList<RecordedExchange> exchanges = place.Archive.FindRecording(recording.Id)!.Exchanges;
        exchanges.SelectMany(exchange => exchange.Request.ToArray()).Should().Equal(WeighIn.Stream(client: true));
        exchanges.SelectMany(exchange => exchange.Response.ToArray()).Should().Equal(WeighIn.Stream(client: false));
        exchanges.Should().HaveCount(6).And.OnlyContain(exchange => exchange.StartedAt == Passing.Now);
    }

    [Fact]
    public async Task WeighIn_LearnedAndArchived()
    {
        await using var place = new RecordingPlace();
        IRecordedConversation connection = place.Begin();
        RecordingPlace.Take(connection, Passing.Conversation);
        connection.End();
        await place.EndAsync();

        Profile profile = place.Archive.FindProfile(WeighIn.Mac)!;
        profile.Missing().Should().BeEmpty();
        profile.Secret.Should().Be(WeighIn.Secret);
        profile.Verifies(profile.Handshakes.Single()).Should().BeTrue();
        (profile.Firmware, profile.Battery, profile.LastSeen).Should().Be(("211", 82, Passing.Now));
        profile.Replies.Should().HaveCount(5);
        place.Archive.Users().Select(user => user.ShortName).Should().Equal("LEA", "TOM");
        StoredMeasurement[] measurements = [.. place.Archive.Measurements(new MeasurementQuery())];
        measurements.Select(measurement => measurement.User).Should().Equal("LEA", "TOM");
        measurements.Should().OnlyContain(measurement => measurement.Source == MeasurementSource.Learn && measurement.SessionId == WeighIn.SessionId && measurement.Battery == 82 && measurement.RecordingId == 1);
        place.Archive.OpenRecordings().Should().BeEmpty("a clean end leaves none");
    }

    [Fact]
    public async Task ExchangeComplete_OnTheDiskAtOnce_AndItsRecordingOpen()
    {
        await using var place = new RecordingPlace();
        IRecordedConversation connection = place.Begin();

        RecordingPlace.Take(connection, Passing.Conversation.Take(2));
        await Eventually.HoldsAsync(() => place.Archive.Recordings().FirstOrDefault()?.ExchangeCount == 2);

        place.Archive.OpenRecordings().Should().ContainSingle().Which.Mac.Should().Be(WeighIn.Mac);
        place.Archive.FindProfile(WeighIn.Mac)!.Missing().Should().BeEmpty("what is new is stored with what showed it");
    }

    [Fact]
    public async Task SessionDeleted_NextConversationOfTheConnectionIsARecordingOfItsOwn()
    {
        await using var place = new RecordingPlace();
        IRecordedConversation connection = place.Begin();
        RecordingPlace.Take(connection, Passing.Conversation);
        RecordingPlace.Take(connection, Passing.Conversation.Take(4));
        connection.End();
        await place.EndAsync();

        place.Archive.Recordings().Select(recording => recording.ExchangeCount).Should().Equal(6, 4);
        place.Archive.OpenRecordings().Should().BeEmpty();
    }

    [Fact]
    public async Task ConnectionForEachRequest_OneConversationToTheLearner()
    {
        await using var place = new RecordingPlace();
        for (int i = 0; i < Passing.Conversation.Count; i++)
        {
            IRecordedConversation connection = place.Recorder.Begin($"192.0.2.7:{5000 + i}", Passing.Server);
            RecordingPlace.Take(connection, [Passing.Conversation[i]]);
            connection.End();
        }

        await place.EndAsync();

        place.Archive.FindProfile(WeighIn.Mac)!.Missing().Should().BeEmpty();
        place.Archive.Recordings().Select(recording => recording.Mac).Should().Equal(null, WeighIn.Mac, WeighIn.Mac, WeighIn.Mac, WeighIn.Mac, WeighIn.Mac);
        place.Archive.OpenRecordings().Should().BeEmpty();
    }

    [Fact]
    public async Task NeverAnswered_RequestIsKept()
    {
        await using var place = new RecordingPlace();
        Exchange unanswered = Passing.Exchange("measure", "action=store", json: null);
        IRecordedConversation connection = place.Begin();
        RecordingPlace.Take(connection, [unanswered]);
        connection.End();
        await place.EndAsync();

        RecordedExchange kept = place.Archive.FindRecording(1)!.Exchanges.Should().ContainSingle().Subject;
        kept.Request.ToArray().Should().Equal(unanswered.Request.Raw.ToArray());
        kept.Response.Length.Should().Be(0);
    }

    [Fact]
    public async Task NothingExchanged_NothingRecorded()
    {
        await using var place = new RecordingPlace();
        place.Begin().End();
        await place.EndAsync();

        place.Archive.Recordings().Should().BeEmpty();
        place.Log.All.Should().BeEmpty();
    }

    [Fact]
    public async Task ConnectionThatNobodyEnded_NotLeftOpen()
    {
        await using var place = new RecordingPlace();
        RecordingPlace.Take(place.Begin(), Passing.Conversation.Take(4));

        await place.EndAsync();

        place.Archive.OpenRecordings().Should().BeEmpty();
        place.Archive.Recordings().Should().ContainSingle().Which.ExchangeCount.Should().Be(4);
    }

    [Fact]
    public async Task AfterTheEnd_NotTaken()
    {
        await using var place = new RecordingPlace();
        IRecordedConversation connection = place.Begin();
        await place.EndAsync();

        connection.TryTake(Passing.Conversation[0]).Should().BeFalse();
        connection.End();
    }

    [Fact]
    public async Task ManyConnectionsAtOnce_EachRecordedInItsOrder()
    {
        const int Connections = 40;
        await using var place = new RecordingPlace();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(() =>
        {
            IRecordedConversation connection = place.Recorder.Begin($"192.0.2.{i}:4711", Passing.Server);
            RecordingPlace.Take(connection, Passing.Conversation);
            connection.End();
        })));
        await place.EndAsync();

        byte[] sent = WeighIn.Stream(client: true);
        StoredRecording[] recordings = [.. place.Archive.Recordings()];
        recordings.Should().HaveCount(Connections);
        foreach (StoredRecording recording in recordings)
        {
            place.Archive.FindRecording(recording.Id)!.Exchanges.SelectMany(exchange => exchange.Request.ToArray()).Should().Equal(sent);
        }
    }
}
