using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Tests.Relay;
using ScaleProxy.Replay.Tests;

namespace ScaleProxy.Proxy.Tests.Recording;

/// <summary>The two directions come from two threads; requests are read before what answers them.</summary>
public sealed class ConversationTapTests : IDisposable
{
    private readonly MemoryRecorder _recorder = new();
    private readonly LogLines _log = new();
    private readonly RecordingRoom _room = new(3000);
    private readonly HandClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void ReplyThatOvertakesItsRequest_IsReadAfterIt()
    {
        ConversationTap tap = Tap();

        // Without the request the reply to HEAD would have a body to wait for.
        tap.Announce(Text.Bytes("HEAD / HTTP/1.1\r\n\r\n"));
        tap.AnnounceReply(Text.Bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"));
        tap.FeedServer(Text.Bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"));
        tap.Settle();

        _recorder.Conversations[0].Exchanges.Should().ContainSingle().Which.Response!.Body.Length.Should().Be(0);
        tap.IsAtRest.Should().BeTrue();
    }

    [Fact]
    public void Announced_IsReadOnce()
    {
        ConversationTap tap = Tap();
        tap.Announce(Text.Bytes(Http.Once));
        tap.FeedServer(default);
        tap.Settle();

        tap.End();

        _recorder.Conversations[0].Exchanges.Should().ContainSingle();
    }

    [Fact]
    public void OpenRequest_IsNoRest_AndIsGivenOutAtTheEnd()
    {
        ConversationTap tap = Tap();
        tap.IsAtRest.Should().BeTrue();
        tap.Announce(Text.Bytes(Http.Once));
        tap.IsAtRest.Should().BeFalse();
        tap.Settle();
        tap.IsAtRest.Should().BeFalse();

        tap.End();

        tap.IsAtRest.Should().BeNull();
        _recorder.Conversations[0].Exchanges.Should().ContainSingle().Which.Response.Should().BeNull();
    }

    [Fact]
    public void End_ComesOnce_HoweverItEnded()
    {
        ConversationTap tap = Tap();
        tap.FeedServer(Text.Bytes("no HTTP\n\n"));

        tap.End();
        tap.End();

        _recorder.Conversations[0].Ended.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public void RequestCutShort_ThenAReply_IsNotTakenForSomethingElse()
    {
        ConversationTap tap = Tap();
        tap.Announce(Text.Bytes(Http.Once[..^3]));
        tap.Settle();
        tap.EndClient();

        tap.FeedServer(Text.Bytes(Http.Ok));
        tap.End();

        _recorder.Conversations[0].Exchanges.Should().ContainSingle().Which.Request.Truncated.Should().BeTrue();
        _log.AtLeast(Microsoft.Extensions.Logging.LogLevel.Debug).Should().BeEmpty();
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public void WhatComes_IsKeptBeforeItGoesOn_AndItIsSaidWhereNothingIsUnderWay()
    {
        ConversationTap tap = Tap();
        tap.Announce(Text.Bytes(Http.Once));
        Kept().Should().Equal((MessageKind.Request, Http.Once, true));
        tap.Settle();

        tap.AnnounceReply(Text.Bytes(Http.Ok));
        Kept().Should().HaveCount(2).And.EndWith((MessageKind.Response, Http.Ok, false));
        _recorder.Conversations[0].Exchanges.Should().BeEmpty("it has not gone on yet");
        tap.Announce(Text.Bytes(Http.Once));
        Kept()[^1].AtRest.Should().BeFalse("the reply before it is under way");
        tap.FeedServer(Text.Bytes(Http.Ok));
        tap.AnnounceReply(Text.Bytes(Http.Ok));
        tap.FeedServer(Text.Bytes(Http.Ok));

        tap.Announce(Text.Bytes(Http.Once));
        Kept().Select(kept => kept.AtRest).Should().Equal(true, false, false, false, true);
    }

    [Fact]
    public void NothingIsRecordedAnyMore_NothingIsKept()
    {
        ConversationTap tap = Tap();
        tap.Announce(Text.Bytes("no HTTP\n\n"));
        tap.Settle();

        tap.Announce(Text.Bytes(Http.Once));
        tap.AnnounceReply(Text.Bytes(Http.Ok));

        Kept().Should().ContainSingle();
    }

    [Fact]
    public void AllTogetherHoldTooMuch_TheOneThatWouldIsGivenUp_AndThereIsRoomAgainOnceOthersAreDone()
    {
        ConversationTap first = Tap();
        ConversationTap second = Tap();
        Begin(first, 2000);
        Begin(second, 1500);

        _log.AtLeast(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("take more than 3000 bytes");
        (first.IsAtRest, second.IsAtRest).Should().Be((false, null));
        _recorder.Conversations[1].Ended.IsCompleted.Should().BeTrue();
        Begin(Tap(), 900);
        first.Announce(new byte[2000]);
        first.Settle();
        first.IsAtRest.Should().BeNull("it is longer than what is left");
        ConversationTap last = Tap();
        Begin(last, 2000);
        last.IsAtRest.Should().BeFalse();
    }

    [Fact]
    public void InterimReplies_AreHeldLikeAllOthers()
    {
        ConversationTap tap = Tap();
        tap.Announce(Text.Bytes(Http.Once));
        for (int i = 0; i < 200; i++)
        {
            tap.AnnounceReply(Text.Bytes("HTTP/1.1 100 Continue\r\n\r\n"));
            tap.FeedServer(Text.Bytes("HTTP/1.1 100 Continue\r\n\r\n"));
        }

        tap.IsAtRest.Should().BeNull();
    }

    [Fact]
    public void ExchangeAfterExchange_NothingOfThemStaysHeld()
    {
        ConversationTap tap = Tap();
        for (int i = 0; i < 100; i++)
        {
            tap.Announce(Text.Bytes(Http.Once));
            tap.AnnounceReply(Text.Bytes(Http.Ok));
            tap.FeedServer(Text.Bytes(Http.Ok));
        }

        tap.IsAtRest.Should().BeTrue();
        _recorder.Conversations[0].Exchanges.Should().HaveCount(100);
    }

    // The head, and a part of the body, of so many bytes.
    private static void Begin(ConversationTap tap, int bytes)
    {
        const string head = "POST / HTTP/1.1\r\nContent-Length: 8000\r\n\r\n";
        tap.Announce(Text.Bytes(head + new string('x', bytes - head.Length)));
        tap.Settle();
    }

    private IReadOnlyList<(MessageKind Kind, string Bytes, bool AtRest)> Kept() =>
        [.. _recorder.Conversations[0].Kept.Select(kept => (kept.Kind, kept.Bytes, kept.AtRest))];

    private ConversationTap Tap() => new(_recorder.Begin("client", "server"), "client", WireLimits.Default, _room, _clock, new RelayLog(_log));
}
