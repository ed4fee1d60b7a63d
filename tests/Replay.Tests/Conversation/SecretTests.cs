using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Tests.Conversation;

/// <summary>A secret is learned while serving, and never told.</summary>
public sealed class SecretTests
{
    private readonly Serving _serving = new(Vendor.WithoutSecret);

    [Fact]
    public async Task SecretThatExplainsAHandshake_IsLearned_AndUsedAtOnce()
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;

        await scale.SayAsync(Scale.Maint(id, Scale.Secret));

        _serving.Keeper.Turns[^1].Learned!.Secret.Should().Be(Scale.Secret);
        _serving.Keeper.Turns[^1].Learned!.Replies.Should().Equal(Vendor.WithoutSecret.Replies);
        _serving.Log.Of(LogLevel.Information).Should().Contain(line => line.Contains("secret is known", StringComparison.Ordinal));
        string once = await scale.OnceAsync();
        once.Should().NotBe(Vendor.Once);
        (await scale.SayAsync(Scale.Session(Scale.Hash(once)))).Status.Should().Be(JsonStatus.Ok);
    }

    [Fact]
    public async Task SecretThatExplainsNothing_IsNotBelieved()
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;

        (await scale.SayAsync(Scale.Maint(id, Scale.OtherSecret))).Status.Should().Be(JsonStatus.Ok);

        _serving.Keeper.Turns[^1].Learned.Should().BeNull();
    }

    [Fact]
    public async Task SecretOutsideASession_IsNotBelieved()
    {
        await _serving.From().SayAsync(Scale.Maint("1-2-3", Scale.Secret));

        _serving.Keeper.Turns[^1].Learned.Should().BeNull();
    }

    [Fact]
    public async Task KnownSecret_IsNotLearnedAgain()
    {
        var serving = new Serving(Vendor.Known);
        Talk scale = serving.From();
        string id = (await scale.BeginAsync()).SessionId;

        await scale.SayAsync(Scale.Maint(id, Scale.Secret));

        serving.Keeper.Turns[^1].Learned.Should().BeNull();
    }

    [Fact]
    public async Task NoLineOfTheLog_HoldsASecretAHashOrAToken()
    {
        var told = new List<string> { Scale.Secret, Scale.OtherSecret, Vendor.Once, "InventedNetwork", "deadbeefsecret" };
        Talk scale = _serving.From();
        for (int round = 0; round < 2; round++)
        {
            string once = await scale.OnceAsync();
            Answer session = await scale.SayAsync(Scale.Session(Scale.Hash(once)));
            await scale.SayAsync(Scale.Maint(session.SessionId, Scale.Secret));
            _serving.Keeper.Fails = true;
            await scale.SayAsync(Scale.Measure(session.SessionId));
            _serving.Keeper.Fails = false;
            await scale.SayAsync(Scale.Measure(session.SessionId, measures: "nonsense"));
            await scale.SayAsync(Scale.Measure(session.SessionId));
            await scale.SayAsync(Scale.Delete(session.SessionId));
            await scale.SayAsync(Scale.Measure(session.SessionId));
            told.AddRange([once, Scale.Hash(once), session.SessionId]);
        }

        string wrong = Scale.Hash("wrong");
        await scale.SayAsync(Scale.Session(wrong));
        await scale.SayAsync(Scale.Session(wrong, Scale.StrangerMac));
        await scale.SayAsync($"GET /favicon.ico?hash={wrong}&s=deadbeefsecret HTTP/1.1\r\nHost: x\r\n\r\n");
        await scale.SayAsync(Scale.Post($"new?action=x&hash={wrong}", "deadbeefsecret"));
        told.Add(wrong);

        _serving.Log.All.Should().HaveCountGreaterThan(10, "all of it is worth a line");
        _serving.Log.All.Should().AllSatisfy(line => told.Should().NotContain(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task WhatAScaleCallsThings_CannotForgeALine()
    {
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Post("x", "action=a\nerror: forged\u001b[2J" + new string('z', 500)));
        string once = await scale.OnceAsync();
        await scale.SayAsync(Scale.Post("session", $"action=new&auth={Scale.Mac}&hash={Scale.Hash(once)}&currentfw=2%0Aerror"));

        _serving.Log.All.Should().AllSatisfy(line =>
        {
            line.Should().NotMatchRegex("[\\x00-\\x1f\\x7f]");
            line.Length.Should().BeLessThan(300);
        });
    }
}
