using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Simulation.Answering;

namespace ScaleProxy.Replay.Tests.Simulation.Answering;

/// <summary>What goes wrong on demand: with which requests, and what is left of the answer.</summary>
public sealed class FaultTests
{
    [Fact]
    public void EveryThird_FailsAndNoOther()
    {
        var desk = new Desk(new VendorOptions { Fault = VendorFault.BadStatus, FaultEvery = 3 });

        Enumerable.Range(0, 7).Select(_ => desk.Say(Scale.Once).Status).Should().Equal(0, 0, 2555, 0, 0, 2555, 0);
    }

    [Theory]
    [InlineData(VendorFault.Unavailable, false)]
    [InlineData(VendorFault.Drop, false)]
    [InlineData(VendorFault.Hang, false)]
    [InlineData(VendorFault.Reset, false)]
    [InlineData(VendorFault.BadStatus, false)]
    [InlineData(VendorFault.Slow, true)]
    [InlineData(VendorFault.Truncate, true)]
    [InlineData(VendorFault.BadJson, true)]
    [InlineData(VendorFault.Oversize, true)]
    [InlineData(VendorFault.NoLength, true)]
    [InlineData(VendorFault.None, true)]
    public void WeightThatMeetsWithAFault_IsStoredOrNot(VendorFault fault, bool stored)
    {
        var desk = new Desk(new VendorOptions { Fault = fault, FaultEvery = 3 });
        string id = desk.Begin().SessionId;

        VendorTurn turn = desk.Take(Scale.Measure(id));

        turn.Event.Fault.Should().Be(fault);
        turn.Event.Stored.Should().Be(stored ? 1 : 0);
        turn.Event.Status.Should().Be(stored ? JsonStatus.Ok : fault == VendorFault.BadStatus ? JsonStatus.UnspecifiedError : null);
    }

    [Theory]
    [InlineData(VendorFault.Unavailable, DeliveryEnd.Close)]
    [InlineData(VendorFault.Drop, DeliveryEnd.Close)]
    [InlineData(VendorFault.Hang, DeliveryEnd.Hang)]
    [InlineData(VendorFault.Reset, DeliveryEnd.Reset)]
    [InlineData(VendorFault.Truncate, DeliveryEnd.Close)]
    [InlineData(VendorFault.NoLength, DeliveryEnd.Close)]
    [InlineData(VendorFault.Slow, DeliveryEnd.KeepOpen)]
    [InlineData(VendorFault.BadJson, DeliveryEnd.KeepOpen)]
    [InlineData(VendorFault.BadStatus, DeliveryEnd.KeepOpen)]
    [InlineData(VendorFault.Oversize, DeliveryEnd.KeepOpen)]
    internal void WhatBecomesOfTheConnection(VendorFault fault, DeliveryEnd end) =>
        new Desk(new VendorOptions { Fault = fault }).Take(Scale.Once).Delivery.End.Should().Be(end);

    [Fact]
    public void SenderThatCloses_IsClosed() =>
        new Desk().Take(Scale.Post("once", "action=get", "Connection: close\r\n")).Delivery.End.Should().Be(DeliveryEnd.Close);

    [Fact]
    public void Truncated_IsTheFirstHalf()
    {
        string whole = Text.Of(new Desk().Take(Scale.Once).Delivery.Bytes);

        Text.Of(new Desk(new VendorOptions { Fault = VendorFault.Truncate }).Take(Scale.Once).Delivery.Bytes).Should().Be(whole[..(whole.Length / 2)]);
    }

    [Fact]
    public void EveryFault_HasAName_AndOnlyOne()
    {
        foreach (VendorFault fault in Enum.GetValues<VendorFault>())
        {
            VendorFaultText.Find(VendorFaultText.NameOf(fault)).Should().Be(fault);
        }

        VendorFaultText.Names.Should().OnlyHaveUniqueItems().And.HaveCount(Enum.GetValues<VendorFault>().Length);
        VendorFaultText.Find("gremlins").Should().BeNull();
    }
}
