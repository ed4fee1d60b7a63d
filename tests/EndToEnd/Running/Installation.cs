using System.Diagnostics;
using System.Net;
using System.Text;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>The real program with a data folder of its own, which goes when the test ends.</summary>
internal sealed class Installation : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scaleproxy-test-");

    /// <summary>Where everything is kept.</summary>
    public string Data => Path.Combine(Disk ?? _folder.FullName, "data");

    /// <summary>The folder that the data folder is made in; null for one that goes with the test.</summary>
    public string? Disk { get; init; }

    /// <summary>The network namespace that the program runs in; null for this one.</summary>
    public string? Namespace { get; init; }

    /// <summary>What the program runs under, with its arguments, for example strace; empty for nothing.</summary>
    public IReadOnlyList<string> Under { get; set; } = [];

    /// <summary>The URL of the archive; null for the data folder's own.</summary>
    public string? Database { get; init; }

    /// <summary><c>serve</c> and <c>learn</c> open the page where it usually is, unless they are told where.</summary>
    public bool HasUsualPage { get; init; }

    /// <summary>A path beside the data folder.</summary>
    public string Beside(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Runs a command to its end.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <summary>Runs a command to its end, with something on its standard input.</summary>
    public async Task<CommandResult> RunAsync(byte[]? input, params string[] arguments)
    {
        using Process process = Start([.. arguments, "--data", Data]);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
        }

        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(s_patience);
        await process.WaitForExitAsync(limit.Token);
        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <summary>Runs a command that must succeed.</summary>
    public async Task<CommandResult> SucceedAsync(params string[] arguments)
    {
        CommandResult result = await RunAsync(arguments);
        result.Status.Should().Be(0, result.Error);
        return result;
    }

    /// <summary>Starts <c>serve</c> on a free port and waits until it listens.</summary>
    public Task<ServingProcess> ServeAsync(params string[] arguments) =>
        ServingProcess.StartAsync(Start(["serve", "--listen", "127.0.0.1:0", .. arguments, "--data", Data]));

    /// <summary>Starts <c>learn</c> on a free port, passing on to a vendor where one is given, and waits until it listens.</summary>
    public Task<ServingProcess> LearnAsync(IPEndPoint? vendor, params string[] arguments) =>
        ServingProcess.StartAsync(Start(["learn", "--listen", "127.0.0.1:0", .. vendor is null ? Array.Empty<string>() : ["--upstream", $"http://{vendor}"], .. arguments, "--data", Data]));

    /// <summary>Starts <c>simulate vendor</c> on a free port and waits until it listens.</summary>
    public Task<ServingProcess> SimulateVendorAsync(params string[] arguments) =>
        ServingProcess.StartAsync(Start(["simulate", "vendor", "--listen", "127.0.0.1:0", .. arguments, "--data", Data]));

    /// <summary>Starts a command, and leaves it to the test.</summary>
    public Process Launch(params string[] arguments) => Start([.. arguments, "--data", Data]);

    /// <summary>Starts a command that listens, and waits until it does.</summary>
    public Task<ServingProcess> StartAsync(params string[] arguments) => ServingProcess.StartAsync(Start([.. arguments, "--data", Data]));

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private Process Start(IEnumerable<string> arguments)
    {
        // `./test` names the program as its users have it; by itself, a test runs the one that was built with it.
        string? published = Environment.GetEnvironmentVariable("SCALEPROXY_PROGRAM");
        string[] program = string.IsNullOrEmpty(published) ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "scaleproxy.dll")] : [published];
        program = Namespace is null ? program : ["ip", "netns", "exec", Namespace, .. program];
        program = [.. Under, .. program];
        string[] database = Database is null ? [] : ["--db", Database];
        // The page has one usual port, and tests run at the same time: those that want it say where.
        string[] given = [.. arguments];
        string[] page = given is ["serve" or "learn", ..] && !HasUsualPage && !given.Contains("--web") ? ["--web", "off"] : [];
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. given, .. page, .. database])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("SCALEPROXY_DATA");
        return Process.Start(start)!;
    }
}
