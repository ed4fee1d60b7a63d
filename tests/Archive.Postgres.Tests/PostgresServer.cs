using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Archive.Postgres.Tests;

/// <summary>A server of PostgreSQL in a folder of its own, out of the programs that are on the machine. It goes with the process at the latest.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string User = "scaleproxy";

    private readonly string _folder;
    private readonly int _port;
    private int _databases;
    private bool _runs;

    private PostgresServer(string folder, int port)
    {
        _folder = folder;
        _port = port;
    }

    /// <summary>Why there can be no server here; null where there can.</summary>
    public static string? Missing { get; } = Programs() is null ? "PostgreSQL's programs are not installed (package postgresql)" : null;

    /// <summary>One for all tests that do not stop it.</summary>
    public static PostgresServer Shared { get; } = Missing is null ? Begin() : null!;

    /// <summary>Makes and starts one.</summary>
    public static PostgresServer Begin()
    {
        string folder = Directory.CreateTempSubdirectory("scaleproxy-postgres-").FullName;
        var server = new PostgresServer(folder, FreePort());
        if (Environment.IsPrivilegedProcess)
        {
            // It refuses to run as root.
            Run("chown", [RunsAs(), folder]);
        }

        RunAsServer("initdb", "-D", server.Data, "-U", User, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Abandon();
        server.Start();
        return server;
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its URL.</returns>
    public string NewDatabase()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"archive{Interlocked.Increment(ref _databases)}");
        RunAsServer("createdb", "-h", _folder, "-p", Port, "-U", User, name);
        return $"postgres://{User}@127.0.0.1:{Port}/{name}";
    }

    /// <summary>Starts it; done when it takes connections.</summary>
    public void Start()
    {
        // What is on disk outlives the processes of a test without being synced.
        RunAsServer("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c fsync=off", "start");
        _runs = true;
    }

    /// <summary>Stops it, throwing out whoever is connected; done when it is gone.</summary>
    public void Stop()
    {
        _runs = false;
        RunAsServer("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_runs)
        {
            _runs = false;
            RunAsServer("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // A process that ends has no time to wait.
    private void Abandon()
    {
        if (Directory.Exists(_folder))
        {
            Process.Start("/bin/sh", ["-c", "kill -QUIT $(head -n 1 \"$0/data/postmaster.pid\") 2>/dev/null; while kill -0 $(head -n 1 \"$0/data/postmaster.pid\") 2>/dev/null; do sleep 0.1; done; rm -rf \"$0\"", _folder]).Dispose();
        }
    }

    private string Data => Path.Combine(_folder, "data");

    private string Port => _port.ToString(CultureInfo.InvariantCulture);

    // Debian keeps them out of the path.
    private static string? Programs()
    {
        string[] debian = Directory.Exists("/usr/lib/postgresql") ? [.. Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).OrderDescending(StringComparer.Ordinal)] : [];
        return debian.Concat(Environment.GetEnvironmentVariable("PATH")!.Split(':')).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private static string RunsAs() => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static void RunAsServer(string program, params string[] arguments)
    {
        string path = Path.Combine(Programs()!, program);
        if (Environment.IsPrivilegedProcess)
        {
            Run("setpriv", ["--reuid", RunsAs(), "--regid", "nogroup", "--clear-groups", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    // Its output goes nowhere: a server that was started would hold a pipe open.
    private static void Run(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]) { UseShellExecute = false, WorkingDirectory = "/" })!;
        process.WaitForExit();
        process.ExitCode.Should().Be(0, $"{program} {string.Join(' ', arguments)}");
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
