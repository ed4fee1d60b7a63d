using System.Globalization;
using System.Net;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>The sockets of a process, as the kernel lists them (Linux).</summary>
internal static class OpenConnections
{
    private const string Listening = "0A";

    /// <summary>The local and remote end of every socket of a process that is not a listener: TCP connections, and UDP sockets, by which names are asked for.</summary>
    public static IReadOnlyList<(IPEndPoint Local, IPEndPoint Remote)> Of(int process)
    {
        HashSet<string> own = [.. Directory.GetFiles($"/proc/{process}/fd").Select(SocketOf).OfType<string>()];
        return
        [
            .. new[] { "tcp", "tcp6", "udp", "udp6" }
                .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => own.Contains(columns[9]) && columns[3] != Listening)
                .Select(columns => (Read(columns[1]), Read(columns[2]))),
        ];
    }

    // A descriptor may be closed while we look.
    private static string? SocketOf(string descriptor) =>
        File.ResolveLinkTarget(descriptor, returnFinalTarget: false) is { Name: var name } && name.StartsWith("socket:[", StringComparison.Ordinal) ? name[8..^1] : null;

    // Words of 32 bits in the machine's order, then the port.
    private static IPEndPoint Read(string text)
    {
        string[] parts = text.Split(':');
        byte[] address = Convert.FromHexString(parts[0]);
        for (int word = 0; word < address.Length; word += 4)
        {
            Array.Reverse(address, word, 4);
        }

        return new IPEndPoint(new IPAddress(address), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
