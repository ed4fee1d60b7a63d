using System.Diagnostics;
using System.Net;
using System.Text;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>A running <c>serve</c>, <c>learn</c> or <c>simulate vendor</c>.</summary>
internal sealed class ServingProcess : IAsyncDisposable
{
    private const string Ready = "listening on ";
    private const string Page = "the page is on http://";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Task _reading;
    private readonly Task<string> _output;
    private TaskCompletionSource _saidMore = NewSignal();
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServingProcess(Process process)
    {
        _process = process;
        _reading = ReadLogAsync();
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Everything it wrote to standard error by now.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Everything it writes to standard output until it ends.</summary>
    public Task<string> OutputAsync() => _output;

    public static async Task<ServingProcess> StartAsync(Process process)
    {
        var serving = new ServingProcess(process);
        serving.Address = IPEndPoint.Parse(await serving._listening.Task.WaitAsync(s_patience));
        return serving;
    }

    /// <summary>Ends it as the power switch would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends it as a service manager does, and gives its exit status.</summary>
    public async Task<int> TerminateAsync(string signal = "TERM")
    {
        using Process kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return await EndAsync();
    }

    /// <summary>Waits until it ends by itself, and gives its exit status.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(limit.Token);
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Waits until it has said something on standard error.</summary>
    public async Task UntilSaidAsync(string text)
    {
        using var limit = new CancellationTokenSource(s_patience);
        while (true)
        {
            // Taken before the look: what is said in between completes it.
            Task more = _saidMore.Task;
            if (Log.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await more.WaitAsync(limit.Token);
        }
    }

    /// <summary>Where its page is, once it is there, for somebody on this machine.</summary>
    public async Task<Uri> PageAsync()
    {
        await UntilSaidAsync(Page);
        string address = Log.Split('\n').Single(static line => line.StartsWith(Page, StringComparison.Ordinal))[Page.Length..].TrimEnd('/', '\r');
        return new Uri($"http://127.0.0.1:{IPEndPoint.Parse(address).Port}/");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _reading;
        await _output;
        _process.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.AppendLine(line);
            }

            Interlocked.Exchange(ref _saidMore, NewSignal()).SetResult();
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                _listening.TrySetResult(line[Ready.Length..]);
            }
        }

        _listening.TrySetException(new InvalidOperationException("it ended before it listened: " + Log));
    }
}
