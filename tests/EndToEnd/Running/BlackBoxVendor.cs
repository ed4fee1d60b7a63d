using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>The vendor that was made apart from this project. It keeps what it received and sent, to the byte.</summary>
internal sealed class BlackBoxVendor : IDisposable
{
    private readonly Process _process;
    private readonly string _log;

    private BlackBoxVendor(Process process, string log, IPEndPoint address)
    {
        _process = process;
        _log = log;
        Address = address;
    }

    public IPEndPoint Address { get; }

    /// <summary>Starts it, with a folder for what it keeps.</summary>
    public static Task<BlackBoxVendor> StartAsync(string log, params string[] arguments) => StartAsync(FreePort(), log, arguments);

    /// <summary>Starts it where one was before.</summary>
    public static async Task<BlackBoxVendor> StartAsync(int port, string log, params string[] arguments)
    {
        var address = new IPEndPoint(IPAddress.Loopback, port);
        var start = new ProcessStartInfo("python3", [BlackBox.Vendor, address.Port.ToString(CultureInfo.InvariantCulture), "--log", log, .. arguments]) { UseShellExecute = false };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        var vendor = new BlackBoxVendor(Process.Start(start)!, log, address);
        await Eventually.HoldsAsync(() => ListensAsync(address));
        return vendor;
    }

    /// <summary>Everything it received (<c>up</c>) or sent (<c>down</c>), one connection after the other.</summary>
    public byte[] Bytes(string direction) =>
        [.. Directory.GetFiles(_log, "conn*." + direction).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];

    /// <summary>Every request to store something that it accepted, in order: the endpoint and the form.</summary>
    public IReadOnlyList<JsonElement> Stored()
    {
        string file = Path.Combine(_log, "stored.jsonl");
        return File.Exists(file) ? [.. File.ReadAllLines(file).Select(line => JsonDocument.Parse(line).RootElement)] : [];
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    // It cannot be told to take a free one.
    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<bool> ListensAsync(IPEndPoint address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
