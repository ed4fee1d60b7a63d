using System.ComponentModel;
using System.Diagnostics;

namespace ScaleProxy.Cli.Doctor;

/// <summary>Programs of the system that know what we cannot see ourselves.</summary>
internal static class SystemTool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed; null where it is not there, fails, or takes too long.</returns>
    public static async Task<string?> ReadAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(s_patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        Process? process = Start(program, arguments);
        if (process is null)
        {
            return null;
        }

        using (process)
        {
            try
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync(either.Token);
                Task<string> error = process.StandardError.ReadToEndAsync(either.Token);
                await Task.WhenAll(output, error);
                await process.WaitForExitAsync(either.Token);
                return process.ExitCode == 0 ? await output : null;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                process.Kill();
                return null;
            }
        }
    }

    private static Process? Start(string program, IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (Win32Exception)
        {
            // Not installed, or not in this user's PATH.
            return null;
        }
    }
}
