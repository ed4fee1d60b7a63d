using System.Net;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Tests.Conversation;

/// <summary>Several processes that answer the same scales, each request reaching any of them.</summary>
public sealed class SeveralProcessesTests
{
    [Fact]
    public async Task EachRequestToAnotherProcess_AnsweredAsByOne()
    {
        var first = new Serving(Vendor.Known);
        first.Keeper.SharedOnces = new MemoryOnces();
        Serving second = first.Again();
        string once = await first.From().OnceAsync();

        Answer begun = await second.From().SayAsync(Scale.Session(Scale.Hash(once)));
        Answer measured = await first.From().SayAsync(Scale.Measure(begun.SessionId));
        Answer ended = await second.From().SayAsync(Scale.Delete(begun.SessionId));

        new[] { begun, measured, ended }.Should().OnlyContain(answer => answer.Status == JsonStatus.Ok);
        first.Keeper.Measurements.Should().ContainSingle();
    }

    [Fact]
    public async Task TokenUsedWithOneProcess_NotTakenByAnother()
    {
        var first = new Serving(Vendor.Known);
        first.Keeper.SharedOnces = new MemoryOnces();
        string request = Scale.Session(Scale.Hash(await first.From().OnceAsync()));
        (await first.From().SayAsync(request)).Status.Should().Be(JsonStatus.Ok);

        (await first.Again().From().SayAsync(request)).Status.Should().Be(JsonStatus.AuthenticationFailed);
        (await first.From().SayAsync(request)).Status.Should().Be(JsonStatus.AuthenticationFailed);
    }

    [Fact]
    public async Task TokenThatCannotBeNoted_GivenAllTheSame_AndSaid()
    {
        var serving = new Serving(Vendor.Known);
        serving.Keeper.SharedOnces = new MemoryOnces { Away = true };
        Talk scale = serving.From();

        Answer once = await scale.SayAsync(Scale.Once);
        Answer begun = await scale.SayAsync(Scale.Session(Scale.Hash(once.Once)));

        once.Status.Should().Be(JsonStatus.Ok);
        begun.Status.Should().Be(JsonStatus.UnspecifiedError, "the scale is to try again, and not to be told that it is a stranger");
        begun.StaysOpen.Should().BeTrue();
    }

    [Fact]
    public async Task ArchiveAway_EveryRequestOfASessionRefusedInTheVendorsManner()
    {
        var serving = new Serving(Vendor.Known);
        Talk scale = serving.From();
        string once = await scale.OnceAsync();
        serving.Keeper.Away = true;

        (await scale.SayAsync(Scale.Session(Scale.Hash(once)))).Raw.Should().Be(Vendor.Status(JsonStatus.UnspecifiedError, Serving.Date));
        (await scale.SayAsync(Scale.Measure("17-53956a80-1"))).Raw.Should().Be(Vendor.Status(JsonStatus.UnspecifiedError, Serving.Date));
        serving.Keeper.Measurements.Should().BeEmpty();

        serving.Keeper.Away = false;
        (await scale.BeginAsync()).Status.Should().Be(JsonStatus.Ok);
    }

    // As an archive that all of them have open.
    private sealed class MemoryOnces : ISharedOnces
    {
        private readonly List<(IPAddress Address, string Token)> _given = [];

        public bool Away { get; init; }

        public ValueTask AddAsync(IPAddress address, string token)
        {
            ThrowWhenAway();
            _given.Add((address, token));
            return ValueTask.CompletedTask;
        }

        public ValueTask<bool> TryUseAsync(IPAddress address, TimeSpan lifetime, int max, Predicate<string> proves)
        {
            ThrowWhenAway();
            int found = _given.FindLastIndex(given => given.Address.Equals(address) && proves(given.Token));
            if (found >= 0)
            {
                _given.RemoveAt(found);
            }

            return new(found >= 0);
        }

        private void ThrowWhenAway()
        {
            if (Away)
            {
                throw new KeepException("the server is away");
            }
        }
    }
}
