using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ScaleProxy.Feeds.Tests.Mqtt;

/// <summary>Debian's broker on a port of its own, which can go away and come back. It forgets everything with that.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("scaleproxy-mosquitto-").FullName;
    private readonly string[] _settings;
    private readonly List<Listener> _listeners = [];
    private Process? _process;

    /// <summary>Makes one that is not started.</summary>
    /// <param name="settings">More lines of its configuration; FOLDER stands for <see cref="Folder"/>.</param>
    public Mosquitto(params string[] settings) => _settings = settings.Length > 0 ? settings : ["allow_anonymous true"];

    /// <summary>Why there is none here; null where there is.</summary>
    public static string? Missing { get; } =
        Find("mosquitto") is null || Find("mosquitto_sub") is null ? "mosquitto is not installed (packages mosquitto and mosquitto-clients)" : null;

    /// <summary>A folder for its files.</summary>
    public string Folder => _folder;

    /// <summary>Where it listens, at 127.0.0.1.</summary>
    public int Port { get; } = FreePort();

    /// <summary>Starts it; done when it takes connections.</summary>
    public async Task StartAsync()
    {
        string configuration = Path.Combine(_folder, "mosquitto.conf");
        await File.WriteAllLinesAsync(configuration, [string.Create(CultureInfo.InvariantCulture, $"listener {Port} 127.0.0.1"), "user root", .. _settings.Select(line => line.Replace("FOLDER", _folder, StringComparison.Ordinal))]);
        _process = Process.Start(new ProcessStartInfo(Find("mosquitto")!, ["-c", configuration]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new StringBuilder();
        _process.ErrorDataReceived += (_, said) =>
        {
            log.AppendLine(said.Data);
            if (said.Data is null)
            {
                running.TrySetException(new InvalidOperationException("the broker ended: " + log));
            }
            else if (said.Data.EndsWith(" running", StringComparison.Ordinal))
            {
                // It says so once it listens.
                running.TrySetResult();
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await running.Task.WaitAsync(s_patience);
    }

    /// <summary>Ends it, as a restart of its machine would.</summary>
    public async Task StopAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Listens to topics with the broker's own program.</summary>
    /// <param name="topic">Which.</param>
    /// <param name="arguments">More of its arguments.</param>
    public Listener Listen(string topic, params string[] arguments)
    {
        var listener = new Listener(Run("mosquitto_sub", [.. arguments, "-t", topic, "-F", "%r %t %p"]));
        _listeners.Add(listener);
        return listener;
    }

    /// <summary>Publishes a message with the broker's own program.</summary>
    public async Task PublishAsync(string topic, string message)
    {
        using Process publish = Run("mosquitto_pub", ["-t", topic, "-m", message]);
        await publish.WaitForExitAsync();
        publish.ExitCode.Should().Be(0);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Listener listener in _listeners)
        {
            await listener.DisposeAsync();
        }

        if (_process is not null)
        {
            await StopAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Process Run(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(Find(program)!, ["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true })!;

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What a listener hears, a line a message: whether it was retained (1) or is new (0), the topic, what it says.</summary>
    internal sealed class Listener : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly List<string> _lines = [];
        private readonly SemaphoreSlim _more = new(0);
        private readonly Task _reading;

        public Listener(Process process)
        {
            _process = process;
            _reading = ReadAsync();
        }

        /// <summary>Everything by now.</summary>
        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        /// <summary>Waits until something was heard; without the first figure, be it new or retained.</summary>
        public Task<string> UntilAsync(string start) => UntilAsync(start, count: 1);

        /// <summary>Waits until something was heard so often, and gives the last of it.</summary>
        public async Task<string> UntilAsync(string start, int count)
        {
            using var limit = new CancellationTokenSource(s_patience);
            while (true)
            {
                string[] heard = [.. Lines.Where(line => line.StartsWith(start, StringComparison.Ordinal) || line.AsSpan(2).StartsWith(start, StringComparison.Ordinal))];
                if (heard.Length >= count)
                {
                    return heard[^1];
                }

                try
                {
                    await _more.WaitAsync(limit.Token);
                }
                catch (OperationCanceledException e)
                {
                    throw new TimeoutException($"'{start}' was not heard {count} times; heard was:\n{string.Join('\n', Lines)}", e);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _reading;
            _process.Dispose();
            _more.Dispose();
        }

        private async Task ReadAsync()
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                lock (_lines)
                {
                    _lines.Add(line);
                }

                _more.Release();
            }
        }
    }
}
