using Microsoft.Extensions.Logging;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>What the owner is told while it goes on.</summary>
public sealed class LiveLearningTests
{
    private const string Complete = $"{WeighIn.Mac}: `serve` can take over now: end this, and run `{RecordingPlace.ServeCommand}`";

    [Fact]
    public async Task SessionDeleted_OneLineOfWhatIsKnown_AndThatServeCanTakeOver()
    {
        await using var place = new RecordingPlace();
        IRecordedConversation connection = place.Begin();

        RecordingPlace.Take(connection, Passing.Conversation);
        await place.Recorder.Completed.WaitAsync(TimeSpan.FromMinutes(1));

        place.Log.All.Should().Equal(
            $"learned {WeighIn.Mac} (WS-30): firmware 211, battery 82 %, 5 replies, 1 handshake (once and MD5), secret known, 2 measurements seen",
            Complete);
    }

    [Fact]
    public async Task SameAgain_OnlyWhatChangedIsSaid()
    {
        await using var place = new RecordingPlace();
        for (int i = 0; i < 2; i++)
        {
            IRecordedConversation connection = place.Begin();
            RecordingPlace.Take(connection, Passing.Conversation);
            connection.End();
        }

        IRecordedConversation empty = place.Begin();
        RecordingPlace.Take(empty, [.. Passing.Conversation.Take(3), Passing.Conversation[^1]]);
        empty.End();
        await place.EndAsync();

        place.Log.All.Should().HaveCount(3);
        place.Log.All[2].Should().Contain("4 measurements seen");
    }

    [Fact]
    public async Task Incomplete_WhatIsMissingIsSaidOnce()
    {
        await using var place = new RecordingPlace();
        for (int i = 0; i < 2; i++)
        {
            IRecordedConversation connection = place.Begin();
            RecordingPlace.Take(connection, [Passing.Conversation[3], Passing.Conversation[5]]);
            connection.End();
        }

        await place.EndAsync();

        place.Log.All.Should().HaveCount(3);
        place.Log.All[0].Should().Contain("0 handshakes").And.Contain("secret not known").And.Contain("1 measurement seen");
        place.Log.All[1].Should().StartWith($"{WeighIn.Mac}: before `serve` can take over, ").And.Contain("reply to once").And.Contain("must still be seen");
        place.Recorder.Completed.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task NothingPrivateIsSaid()
    {
        await using var place = new RecordingPlace();
        IRecordedConversation connection = place.Begin();
        RecordingPlace.Take(connection, Passing.Conversation);
        RecordingPlace.Take(connection,
        [
            Passing.Exchange("measure", $"action=store&sessionid={WeighIn.SessionId}&measures={{\"measures\":[{{\"value\":\"{WeighIn.Secret}\"}}]}}"),
            Passing.Exchange("session", "action=new&auth=nobody&hash=" + WeighIn.Hash),
        ]);
        connection.End();
        await place.EndAsync();

        place.Log.All.Should().HaveCount(4, "two of them say what was not understood");
        foreach (string secret in new[] { WeighIn.Secret, WeighIn.Once, WeighIn.Hash, WeighIn.SessionId, "LEA", "TOM", "63.185", "63185", "8155" })
        {
            place.Log.All.Should().NotContain(line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task FirmwareThatWouldForgeALine_DoesNot()
    {
        await using var place = new RecordingPlace();
        IRecordedConversation connection = place.Begin();
        RecordingPlace.Take(connection, [Passing.Exchange("session", $"action=new&auth={WeighIn.Mac}&currentfw=1%0Aerror:+all+is+lost")]);
        connection.End();
        await place.EndAsync();

        place.Log.All.Should().NotContain(line => line.Contains('\n', StringComparison.Ordinal));
        place.Log.All[0].Should().Contain("firmware 1?error: all is lost");
    }

    [Fact]
    public async Task ConnectionClosedWithoutSessionDelete_CompleteAfterAWhileOfQuiet()
    {
        await using var place = new RecordingPlace();
        IRecordedConversation connection = place.Begin();
        RecordingPlace.Take(connection, Passing.Conversation.Take(2));
        connection.End();
        await Eventually.HoldsAsync(() => place.Clock.IsSet);

        place.Recorder.Completed.IsCompleted.Should().BeFalse("it may go on over another connection");
        place.Clock.GoOff();

        await place.Recorder.Completed.WaitAsync(TimeSpan.FromMinutes(1));
        place.Log.Of(LogLevel.Information).Should().Contain(Complete);
    }

    [Fact]
    public async Task GoesOnOverAnotherConnection_NotComplete()
    {
        await using var place = new RecordingPlace();
        IRecordedConversation first = place.Begin();
        RecordingPlace.Take(first, Passing.Conversation.Take(2));
        first.End();
        await Eventually.HoldsAsync(() => place.Clock.IsSet);

        IRecordedConversation second = place.Begin();
        RecordingPlace.Take(second, [Passing.Conversation[3]]);
        await Eventually.HoldsAsync(() => !place.Clock.IsSet);

        place.Recorder.Completed.IsCompleted.Should().BeFalse();
        RecordingPlace.Take(second, [Passing.Conversation[5]]);
        await place.Recorder.Completed.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task CompleteBeforeItBegan_SaidWithTheFirstConversation()
    {
        await using var place = new RecordingPlace();
        IReadOnlyList<Exchange> session = Passing.SessionOf("00:24:e4:00:00:01", "1-53941bfa-1");
        IRecordedConversation connection = place.Begin();

        RecordingPlace.Take(connection, [.. session, Passing.Exchange("session", "action=delete&sessionid=1-53941bfa-1")]);

        await place.Recorder.Completed.WaitAsync(TimeSpan.FromMinutes(1));
        place.Log.All[0].Should().Contain("1 handshake").And.Contain("secret not known").And.Contain("0 measurements");
    }
}
