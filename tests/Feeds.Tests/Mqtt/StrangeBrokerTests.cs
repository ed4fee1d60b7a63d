using System.Net;
using System.Net.Sockets;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Delivery;
using ScaleProxy.Feeds.Mqtt;

namespace ScaleProxy.Feeds.Tests.Mqtt;

/// <summary>What is at the broker's address, and is no broker, or none that follows the rules: transcripts of what it sends.</summary>
public sealed class StrangeBrokerTests
{
    [Theory]
    [InlineData("'HTTP/1.1 400 Bad Request'", "the broker cannot be understood: *")]
    [InlineData("20 03 000000", "the broker cannot be understood: it sends a malformed packet (ConnectAcknowledged)")]
    [InlineData("20 02 0001", "the broker does not speak MQTT 3.1.1")]
    [InlineData("20 02 0002", "the broker does not take our client id")]
    [InlineData("20 02 0003", "the broker is there, and says that it cannot serve us now")]
    [InlineData("20 02 0005", "the broker wants a user and password*")]
    [InlineData("20 02 0063", "the broker refuses us, and says 99")]
    [InlineData("20", "the broker has closed the connection")]
    [InlineData("", "the broker has closed the connection")]
    public async Task NotLetIn_Said(string sent, string reason)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        Task broker = ServeAsync(listener, sent);

        Func<Task> open = () => OpenAsync(listener);

        await open.Should().ThrowAsync<FeedDownException>().WithMessage(reason);
        await broker;
    }

    [Fact]
    public async Task AnswersToWhatWasNotAsked_PassedOver()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);

        // Let in, an answer for another packet, a message, then the answer; then it goes.
        Task broker = ServeAsync(listener, "20 02 0000", "40 02 0007  30 05 0001 'a' 'hi'  40 02 0001");
        await using MqttConnection connection = await OpenAsync(listener);

        await connection.PublishAsync(new MqttMessage("t", "x"u8.ToArray(), Retain: false), CancellationToken.None);

        connection.TryTake()!.Topic.Should().Be("a");
        connection.TryTake().Should().BeNull();
        await broker;
        Func<Task> publish = () => connection.PublishAsync(new MqttMessage("t", "x"u8.ToArray(), Retain: false), CancellationToken.None);
        await publish.Should().ThrowAsync<FeedDownException>().WithMessage("the broker has closed the connection");
    }

    [Fact]
    public async Task TooLarge_Refused_AndNothingIsSent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        Task broker = ServeAsync(listener, "20 02 0000");
        await using MqttConnection connection = await OpenAsync(listener);

        Func<Task> publish = () => connection.PublishAsync(new MqttMessage("t", new byte[MqttEncoder.MaxBody], Retain: false), CancellationToken.None);

        await publish.Should().ThrowAsync<FeedRefusedException>();
        await broker;
    }

    private static Task<MqttConnection> OpenAsync(TcpListener listener)
    {
        var settings = new MqttSettings { Label = "test", Key = "k", Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port };
        var login = new MqttLogin("id", null, null, TimeSpan.FromSeconds(30), new MqttMessage("a", default, Retain: true));
        return MqttConnection.OpenAsync(settings, login, TimeProvider.System, CancellationToken.None);
    }

    // Sends each answer after it was sent something, and goes.
    private static Task ServeAsync(TcpListener listener, params string[] answers)
    {
        listener.Start();
        return Task.Run(async () =>
        {
            using Socket socket = await listener.AcceptSocketAsync();
            byte[] received = new byte[1024];
            foreach (string answer in answers)
            {
                (await socket.ReceiveAsync(received)).Should().BePositive();
                await socket.SendAsync(Convert.FromHexString(answer.AsBytes()));
            }

            socket.Shutdown(SocketShutdown.Send);
        });
    }
}
