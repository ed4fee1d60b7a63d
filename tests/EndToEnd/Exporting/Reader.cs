using System.Diagnostics;

namespace ScaleProxy.EndToEnd.Exporting;

/// <summary>Programs that read what is exported.</summary>
internal static class Reader
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Where the packages of npm are.</summary>
    public static string Packages { get; } = Environment.GetEnvironmentVariable("SCALEPROXY_READERS") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "scaleproxy-readers");

    /// <summary>Where a program is; null where it is not. Administrators' programs are looked for too.</summary>
    public static string? Find(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Append("/usr/sbin").Append("/sbin")
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs a program that must succeed, and gives what it wrote.</summary>
    public static Task<string> RunAsync(string program, params string[] arguments) => FeedAsync(string.Empty, program, arguments);

    /// <summary>The same, with something on its standard input.</summary>
    public static async Task<string> FeedAsync(string input, string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(s_patience);
        await process.WaitForExitAsync(limit.Token);
        process.ExitCode.Should().Be(0, await output + await error);
        return await output;
    }

    /// <summary>Starts a program.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program)!, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Directory.Exists(Packages) ? Packages : Path.GetTempPath(),
        };
        start.Environment["LANG"] = "C";
        return Process.Start(start)!;
    }
}
