using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Tests.Relay;
using ScaleProxy.Replay.Tests;

namespace ScaleProxy.Proxy.Tests.Recording;

/// <summary>When what was kept is read: in a pause of what passes, and without one where it cannot wait.</summary>
public sealed class TapReaderTests : IAsyncDisposable
{
    private static readonly TapReaderLimits s_limits = new() { MaxUnread = 5000, MaxUnreadOfOne = 3000 };

    private readonly MemoryRecorder _recorder = new();
    private readonly LogLines _log = new();
    private readonly HandClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly System.Threading.Channels.Channel<(string Client, DateTimeOffset At)> _taken = System.Threading.Channels.Channel.CreateUnbounded<(string, DateTimeOffset)>();
    private readonly TapReader _reader;

    public TapReaderTests()
    {
        _recorder.Take = exchange => _taken.Writer.TryWrite((Text.Of(exchange.Request.Body), _clock.GetUtcNow()));
        _reader = new TapReader(_recorder, s_limits, _clock, new RelayLog(_log));
    }

    [Fact]
    public async Task NothingPassesForAWhile_Read()
    {
        Pass(Tap(), "a");

        _clock.Move(s_limits.Pause);

        (await NextAsync()).Should().Be(("a", DateTimeOffset.UnixEpoch + s_limits.Pause), "not before");
    }

    [Fact]
    public async Task SomethingPassesAgainAndAgain_ReadWhenItHasWaitedForLong()
    {
        ConversationTap first = Tap();
        ConversationTap second = Tap();
        Pass(first, "a");
        TimeSpan step = s_limits.Pause / 2;
        DateTimeOffset end = DateTimeOffset.UnixEpoch + s_limits.MaxDelay;
        while (_clock.GetUtcNow() < end)
        {
            second.Take(MessageKind.Request, "G"u8, atRest: false);
            _clock.Move(step);
        }

        (await NextAsync()).Should().Be(("a", end));
    }

    [Fact]
    public async Task TooMuchWaits_ReadAtOnce()
    {
        Pass(Tap(), "a");
        Pass(Tap(), new string('b', 5000));

        (await NextAsync()).Client.Should().Be("a");
    }

    [Fact]
    public async Task TooMuchOfOneConnectionWaits_ReadAtOnce()
    {
        ConversationTap tap = Tap();
        Pass(tap, "a");
        Pass(tap, new string('b', 3000));

        (await NextAsync()).Client.Should().Be("a");
    }

    [Fact]
    public async Task CannotBeKept_ReadAtOnce()
    {
        Pass(Tap(isKept: false), "a");

        (await NextAsync()).Client.Should().Be("a");
    }

    [Fact]
    public async Task Hurried_ReadAtOnce()
    {
        Pass(Tap(), "a");

        _reader.Hurry();

        (await NextAsync()).Client.Should().Be("a");
    }

    [Fact]
    public async Task Ended_ReadToTheEnd_InTheOrderTapsCame()
    {
        ConversationTap[] taps = [Tap(), Tap(), Tap()];
        for (int i = 0; i < taps.Length; i++)
        {
            Pass(taps[i], "tap " + i);
            taps[i].End();
        }

        await _reader.DisposeAsync();

        _recorder.Conversations.Should().OnlyContain(conversation => conversation.Ended.IsCompleted);
        for (int i = 0; i < taps.Length; i++)
        {
            (await NextAsync()).Client.Should().Be("tap " + i);
        }
    }

    [Fact]
    public async Task RecorderThatFails_OthersAreReadAllTheSame()
    {
        int asked = 0;
        _recorder.Room = () =>
        {
            if (asked++ == 0)
            {
                throw new InvalidOperationException("a bug");
            }
        };
        Pass(Tap(), "a");
        Pass(Tap(), "b");

        _reader.Hurry();

        (await NextAsync()).Client.Should().Be("b");
        _log.Of(Microsoft.Extensions.Logging.LogLevel.Error).Should().ContainSingle().Which.Should().Contain("a bug");
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        _log.Dispose();
    }

    private static void Pass(ConversationTap tap, string body)
    {
        tap.Take(MessageKind.Request, Text.Bytes(Http.Post("once", body)), atRest: true);
        tap.Take(MessageKind.Response, Text.Bytes(Http.Ok), atRest: false);
    }

    private async Task<(string Client, DateTimeOffset At)> NextAsync() => await _taken.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    private ConversationTap Tap(bool isKept = true)
    {
        IRecordedConversation conversation = _recorder.Begin("client", "server");
        _recorder.Conversations[^1].CanKeep = () => isKept;
        return new ConversationTap(conversation, "client", WireLimits.Default, new RecordingRoom(10_000), _reader, _clock, new RelayLog(_log));
    }
}
