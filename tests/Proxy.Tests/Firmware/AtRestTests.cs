namespace ScaleProxy.Proxy.Tests.Firmware;

/// <summary>Where no exchange is under way, as the guard sees it.</summary>
public sealed class AtRestTests
{
    [Fact]
    public void FromTheEndOfAReplyToTheNextRequest()
    {
        var run = new GuardRun();
        run.IsAtRest.Should().BeTrue();
        run.Ask(GuardRun.Once[..20]);
        run.IsAtRest.Should().BeFalse("a request has begun");
        run.Ask(GuardRun.Once[20..]);
        run.IsAtRest.Should().BeFalse("it is not answered");

        run.Answer("HTTP/1.1 100 Continue\r\n\r\n");
        run.IsAtRest.Should().BeFalse("that is not the answer");
        run.Answer(Replies.Ok[..^1]);
        run.IsAtRest.Should().BeFalse();
        run.Answer(Replies.Ok[^1..]);

        run.IsAtRest.Should().BeTrue();
    }

    [Fact]
    public void TwoRequestsAtOnce_AfterTheSecondReply()
    {
        var run = new GuardRun();
        run.Ask(GuardRun.Once + GuardRun.Session).Answer(Replies.Ok);
        run.IsAtRest.Should().BeFalse();

        run.Answer(Replies.Ok);

        run.IsAtRest.Should().BeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatIsNoHttp_NobodyCanSay(bool fromTheClient)
    {
        var run = new GuardRun();
        if (fromTheClient)
        {
            run.Ask("no HTTP\n\n");
        }
        else
        {
            run.Ask(GuardRun.Once).Answer("no HTTP\n\n");
        }

        run.IsAtRest.Should().BeNull();
    }
}
