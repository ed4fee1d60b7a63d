using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Firmware;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Tests.Relay;
using ScaleProxy.Replay.Tests;

namespace ScaleProxy.Proxy.Tests.Recording;

/// <summary>What is taken from two directions is kept or held at once, and read later, in the order it came.</summary>
public sealed class ConversationTapTests : IDisposable
{
    private readonly MemoryRecorder _recorder = new();
    private readonly LogLines _log = new();
    private readonly RecordingRoom _room = new(3000);
    private readonly HandClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly TapReadings _readings = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void KeptOrHeld_ReadInTheOrderItCame(bool isKept)
    {
        ConversationTap tap = Tap(isKept);

        // Without the request the reply to HEAD would have a body to wait for.
        Ask(tap, "HEAD / HTTP/1.1\r\n\r\n");
        Answer(tap, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        Exchanges().Should().BeEmpty("reading is the reader's");
        tap.Read(int.MaxValue).Should().BeFalse();

        Exchanges().Should().ContainSingle().Which.Response!.Body.Length.Should().Be(0);
        (_readings.Unread, _readings.InMemory).Should().Be((0, 0));
    }

    [Fact]
    public void SomeKept_SomeHeld_ReadInTheOrderItCame()
    {
        bool isKept = false;
        ConversationTap tap = Tap(() => isKept = !isKept);

        for (int i = 0; i < 5; i++)
        {
            Ask(tap, Http.Post("once", "action=get&n=" + i));
            Answer(tap, Http.Ok[..20]);
            Answer(tap, Http.Ok[20..]);
        }

        tap.Read(int.MaxValue);

        Exchanges().Select(exchange => Text.Of(exchange.Request.Body)[^1]).Should().Equal('0', '1', '2', '3', '4');
        Exchanges().Should().OnlyContain(exchange => exchange.Response != null && !exchange.Response.Truncated);
    }

    [Fact]
    public void ReaderIsToldOnce_UntilAllIsRead()
    {
        ConversationTap tap = Tap();
        Ask(tap, Http.Once);
        Answer(tap, Http.Ok);
        _readings.Added.Should().ContainSingle();

        tap.Read(1).Should().BeTrue("there is more");
        Ask(tap, Http.Once);
        _readings.Added.Should().ContainSingle();
        tap.Read(int.MaxValue).Should().BeFalse();
        Answer(tap, Http.Ok);

        _readings.Added.Should().HaveCount(2);
        _readings.Unread.Should().Be(Http.Ok.Length);
    }

    [Fact]
    public void OpenRequest_IsGivenOutAtTheEnd()
    {
        ConversationTap tap = Tap();
        Ask(tap, Http.Once);
        tap.Read(int.MaxValue);
        Exchanges().Should().BeEmpty();

        tap.End();
        tap.Read(int.MaxValue);

        Exchanges().Should().ContainSingle().Which.Response.Should().BeNull();
    }

    [Fact]
    public void End_ComesOnce_HoweverItEnded()
    {
        ConversationTap tap = Tap();
        Answer(tap, "no HTTP\n\n");
        tap.Read(int.MaxValue);

        tap.End();
        tap.End();
        tap.Read(int.MaxValue);

        _recorder.Conversations[0].Ended.IsCompleted.Should().BeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RequestCutShort_ThenAReply_IsNotTakenForSomethingElse(bool isKept)
    {
        ConversationTap tap = Tap(isKept);
        Ask(tap, Http.Once[..^3]);
        tap.End(MessageKind.Request);

        Answer(tap, Http.Ok);
        tap.End();
        tap.Read(int.MaxValue);

        Exchanges().Should().ContainSingle().Which.Request.Truncated.Should().BeTrue();
        _log.AtLeast(LogLevel.Debug).Should().BeEmpty();
    }

    [Fact]
    public void BodyUntilClose_EndsWithTheServersSide()
    {
        ConversationTap tap = Tap(isKept: true);
        Ask(tap, Http.Once);
        Answer(tap, "HTTP/1.1 200 OK\r\n\r\n{}");
        tap.End(MessageKind.Response);

        tap.Read(int.MaxValue);

        Text.Of(Exchanges().Should().ContainSingle().Which.Response!.Body).Should().Be("{}");
    }

    [Fact]
    public void WhatComes_IsKeptBeforeItGoesOn_AndItIsSaidWhereNothingIsUnderWay()
    {
        ConversationTap tap = Tap();
        var guard = new FirmwareGuard("client", new RelayLog(_log));
        var requests = new RequestPassage(tap, guard);
        var replies = new ReplyPassage(tap, guard);

        requests.Enter(Text.Bytes(Http.Once));
        Kept().Should().Equal((MessageKind.Request, Http.Once, true));
        replies.Enter(Text.Bytes(Http.Ok[..^2]));
        Kept()[^1].Should().Be((MessageKind.Response, Http.Ok[..^2], false));
        requests.Enter(Text.Bytes(Http.Once));
        Kept()[^1].AtRest.Should().BeFalse("the reply before it is under way");
        replies.Enter(Text.Bytes(Http.Ok[^2..]));
        replies.Enter(Text.Bytes(Http.Ok));

        requests.Enter(Text.Bytes(Http.Once));
        Kept().Select(kept => kept.AtRest).Should().Equal(true, false, false, false, false, true);
    }

    [Fact]
    public void NothingIsRecordedAnyMore_NothingIsKept()
    {
        ConversationTap tap = Tap();
        Ask(tap, "no HTTP\n\n");
        Ask(tap, "nor this\n\n");
        tap.Read(int.MaxValue);

        Ask(tap, Http.Once);
        Answer(tap, Http.Ok);

        Kept().Should().HaveCount(2);
        (_readings.Unread, _readings.InMemory).Should().Be((0, 0));
        _room.TryTake(3000).Should().BeTrue("all of it was given back");
    }

    [Fact]
    public void NoRoomInMemory_TheRestIsUnrecorded_AfterWhatCameBefore()
    {
        ConversationTap tap = Tap();
        Ask(tap, Http.Once);
        Answer(tap, Http.Ok);
        Ask(tap, new string('x', 3000));
        Ask(tap, Http.Once);

        tap.Read(int.MaxValue);

        Exchanges().Should().ContainSingle();
        _log.AtLeast(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("take more than 3000 bytes");
        (_readings.Unread, _readings.InMemory).Should().Be((0, 0));
    }

    [Fact]
    public void WhatWasKeptIsGone_TheRestIsUnrecorded_AndThatIsSaid()
    {
        ConversationTap tap = Tap(isKept: true);
        Ask(tap, Http.Once);
        _recorder.Conversations[0].LoseKept();

        tap.Read(int.MaxValue).Should().BeFalse();

        _log.AtLeast(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("what was kept of it is gone");
        _recorder.Conversations[0].Ended.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public void FaultWhileItIsKept_TheRestIsUnrecorded_AndTheFaultIsSaid()
    {
        ConversationTap tap = Tap(() => throw new InvalidOperationException("a bug"));

        Ask(tap, Http.Once);
        tap.Read(int.MaxValue);

        _log.Of(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("a bug");
        _recorder.Conversations[0].Ended.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public void AllTogetherHoldTooMuch_TheOneThatWouldIsGivenUp_AndThereIsRoomAgainOnceOthersAreDone()
    {
        ConversationTap first = Tap();
        ConversationTap second = Tap();
        Begin(first, 2000);
        Begin(second, 1500);

        _log.AtLeast(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("take more than 3000 bytes");
        IsOver(1).Should().BeTrue();
        Begin(Tap(), 900);
        IsOver(2).Should().BeFalse();
        Ask(first, new string('x', 2000));
        first.Read(int.MaxValue);
        IsOver(0).Should().BeTrue("it is longer than what is left");
        ConversationTap last = Tap();
        Begin(last, 1500);
        IsOver(3).Should().BeFalse();
    }

    [Fact]
    public void InterimReplies_AreHeldLikeAllOthers()
    {
        ConversationTap tap = Tap();
        Ask(tap, Http.Once);
        for (int i = 0; i < 200; i++)
        {
            Answer(tap, "HTTP/1.1 100 Continue\r\n\r\n");
            tap.Read(int.MaxValue);
        }

        IsOver(0).Should().BeTrue();
    }

    [Fact]
    public void ExchangeAfterExchange_NothingOfThemStaysHeld()
    {
        ConversationTap tap = Tap();
        for (int i = 0; i < 100; i++)
        {
            Ask(tap, Http.Once);
            Answer(tap, Http.Ok);
            tap.Read(int.MaxValue);
        }

        Exchanges().Should().HaveCount(100);
        _room.TryTake(3000).Should().BeTrue();
    }

    public void Dispose() => _log.Dispose();

    private static void Ask(ConversationTap tap, string text) => tap.Take(MessageKind.Request, Text.Bytes(text), atRest: false);

    private static void Answer(ConversationTap tap, string text) => tap.Take(MessageKind.Response, Text.Bytes(text), atRest: false);

    // The head, and a part of the body, of so many bytes.
    private static void Begin(ConversationTap tap, int bytes)
    {
        const string head = "POST / HTTP/1.1\r\nContent-Length: 8000\r\n\r\n";
        Ask(tap, head + new string('x', bytes - head.Length));
        tap.Read(int.MaxValue);
    }

    private bool IsOver(int conversation) => _recorder.Conversations[conversation].Ended.IsCompleted;

    private IReadOnlyList<Exchange> Exchanges() => _recorder.Conversations[0].Exchanges;

    private IReadOnlyList<(MessageKind Kind, string Bytes, bool AtRest)> Kept() =>
        [.. _recorder.Conversations[0].Kept.Select(kept => (kept.Kind, kept.Bytes, kept.AtRest))];

    private ConversationTap Tap(bool isKept = false) => Tap(() => isKept);

    private ConversationTap Tap(Func<bool> canKeep)
    {
        IRecordedConversation conversation = _recorder.Begin("client", "server");
        _recorder.Conversations[^1].CanKeep = canKeep;
        return new ConversationTap(conversation, "client", WireLimits.Default, _room, _readings, _clock, new RelayLog(_log));
    }
}
