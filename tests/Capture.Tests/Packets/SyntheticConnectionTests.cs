using System.Net;
using ScaleProxy.Capture.Packets;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Packets;

public sealed class SyntheticConnectionTests
{
    [Theory]
    [InlineData("192.0.2.7:4711", "198.51.100.1:80")]
    [InlineData("[2001:db8::7]:4711", "[2001:db8::1]:80")]
    [InlineData("192.0.2.7:4711", "[2001:db8::1]:80")]
    public void WhatWasSaid_IsReadBackToTheByte(string client, string server)
    {
        using var file = new MemoryStream();
        var output = new Capture.Files.PcapngWriter(file);
        output.Begin();
        var connection = new SyntheticConnection(output, IPEndPoint.Parse(client), IPEndPoint.Parse(server), WeighIn.Begin);
        foreach (Turn turn in WeighIn.Turns)
        {
            connection.Say(turn.FromClient, turn.Bytes, WeighIn.Begin);
        }

        connection.Close();

        Recorded recorded = Recorded.Of(file.ToArray());

        recorded.ShouldBeTheWeighIn();
        recorded.Exchanges[0].Exchange.StartedAt.Should().Be(WeighIn.Begin);
        recorded.Exchanges[0].Connection.Client.Should().Be(client.StartsWith('[') || !server.StartsWith('[') ? client : "192.0.2.7:4711");
    }
}
