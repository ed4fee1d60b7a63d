using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>
/// A scale that is not there, to try a set-up without stepping on anything: it speaks as the published captures of a
/// WS-30 do, and takes nothing that they would not.
/// </summary>
/// <param name="scale">Who it is.</param>
/// <param name="clock">Its clock.</param>
/// <param name="tell">Is told of each request that was answered as it should be; null where nobody listens.</param>
public sealed class SimulatedScale(ScaleIdentity scale, TimeProvider clock, Action<ScaleStep>? tell = null)
{
    /// <summary>Calls once, from its first request to the end of its session.</summary>
    /// <param name="server">Who answers: an address, or a name to resolve.</param>
    /// <param name="plan">What it does.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SimulationException">A reply was not what a scale takes, or there was none.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task CallAsync(EndPoint server, ScalePlan plan, CancellationToken cancellation)
    {
        var conversation = new ScaleConversation(scale, plan, clock.GetUtcNow());
        using var line = new ServerLine(server);
        foreach (ScaleCall call in conversation.Calls())
        {
            ScaleStep step;
            try
            {
                WireMessage reply = await PostAsync(line, call, plan.Patience, cancellation);
                step = conversation.Take(call, reply);
                if (plan.FreshConnections || !reply.KeepsAlive)
                {
                    line.Close();
                }
            }
            catch (SimulationException e)
            {
                throw new SimulationException($"'{call.Kind}' to {NameOf(server)}: {e.Message}");
            }

            tell?.Invoke(step);
        }
    }

    private async Task<WireMessage> PostAsync(ServerLine line, ScaleCall call, TimeSpan patience, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(patience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            return await line.PostAsync(call.Post, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"no whole reply within {patience.TotalSeconds} s"));
        }
        catch (SocketException e)
        {
            throw new SimulationException(ReasonOf(e));
        }
        catch (WireException e)
        {
            throw new SimulationException($"the reply is no HTTP: {e.Message}");
        }
    }

    private static string ReasonOf(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "nobody listens there",
        SocketError.ConnectionReset or SocketError.Shutdown => "the connection was reset in place of a reply",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "no such host is known",
        _ => e.Message,
    };

    private static string NameOf(EndPoint server) =>
        server is DnsEndPoint name ? string.Create(CultureInfo.InvariantCulture, $"{name.Host}:{name.Port}") : server.ToString()!;
}
