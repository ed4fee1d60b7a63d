using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ScaleProxy.Proxy.Dns;

namespace ScaleProxy.Cli.Doctor;

/// <summary>
/// Tries to reach the vendor, once, for all checks that want to know: connects, asks for nothing but the head of its page,
/// and takes its clock from there. An address of this machine is never connected to.
/// </summary>
/// <param name="host">The vendor's host.</param>
/// <param name="port">Its port.</param>
/// <param name="resolvers">Whom to ask for its address, in this order; the first that leads anywhere but here is believed.</param>
/// <param name="isUs">Whether an address is ours.</param>
/// <param name="clock">The time.</param>
internal sealed class VendorProbe(string host, int port, IReadOnlyList<AskedResolver> resolvers, Func<IPAddress, bool> isUs, TimeProvider clock)
{
    private const int MaxAddresses = 3;
    private const int MaxHead = 8 * 1024;

    private Task<VendorReach>? _reach;

    /// <summary>How long each step may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>What came of it.</summary>
    public Task<VendorReach> ReachAsync(CancellationToken cancellation) => _reach ??= TryAsync(cancellation);

    private async Task<VendorReach> TryAsync(CancellationToken cancellation)
    {
        bool leadsHere = false;
        string problem = "nobody knows its address";
        foreach (AskedResolver asked in resolvers)
        {
            try
            {
                IReadOnlyList<IPAddress> addresses = await WithinAsync(limit => asked.Resolver.ResolveAsync(host, limit), cancellation);
                if (addresses.Any(isUs))
                {
                    leadsHere = true;
                    problem = $"{asked.Name} says that {host} is {string.Join(", ", addresses)}, which is this machine: a loop";
                    continue;
                }

                return await ConnectAsync(addresses, cancellation);
            }
            catch (NameResolutionException e)
            {
                problem = leadsHere ? problem : $"{asked.Name} does not know it: {e.Reason}";
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                problem = leadsHere ? problem : $"{asked.Name} does not answer";
            }
        }

        return new VendorReach(Server: null, leadsHere, problem, ClockOffset: null);
    }

    private async Task<VendorReach> ConnectAsync(IReadOnlyList<IPAddress> addresses, CancellationToken cancellation)
    {
        string problem = string.Empty;
        foreach (IPAddress address in addresses.Take(MaxAddresses))
        {
            var server = new IPEndPoint(address, port);
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await WithinAsync(
                    async limit =>
                    {
                        await socket.ConnectAsync(server, limit);
                        return true;
                    },
                    cancellation);
                return new VendorReach(server, LeadsHere: false, Problem: null, await OffsetAsync(socket, cancellation));
            }
            catch (SocketException e)
            {
                problem = $"{server}: {e.Message}";
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                problem = $"{server} does not answer";
            }
        }

        return new VendorReach(Server: null, LeadsHere: false, problem, ClockOffset: null);
    }

    private async Task<TimeSpan?> OffsetAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            string head = await WithinAsync(limit => HeadAsync(socket, limit), cancellation);
            const string field = "\r\nDate:";
            int start = head.IndexOf(field, StringComparison.OrdinalIgnoreCase);
            int end = start < 0 ? -1 : head.IndexOf('\r', start + field.Length);
            return end >= 0
                && DateTimeOffset.TryParseExact(head.AsSpan((start + field.Length)..end).Trim(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
                ? date - clock.GetUtcNow()
                : null;
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // It was reached, which is what matters; the clock is checked by other means too.
            return null;
        }
    }

    private async Task<string> HeadAsync(Socket socket, CancellationToken cancellation)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"HEAD / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), SocketFlags.None, cancellation);
        byte[] buffer = new byte[MaxHead];
        int length = 0;
        while (length < buffer.Length && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            int received = await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, cancellation);
            if (received == 0)
            {
                break;
            }

            length += received;
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        return await step(either.Token);
    }
}
