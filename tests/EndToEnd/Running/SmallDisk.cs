using System.Diagnostics;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>A disk of a few megabytes in memory, which can be filled to its last byte. It goes when the test ends.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Makes one.</summary>
    public static SmallDisk OfMegabytes(int size)
    {
        string folder = Directory.CreateTempSubdirectory("scaleproxy-disk-").FullName;
        Run("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={size}m"), "tmpfs", folder).Should().BeTrue();
        return new SmallDisk(folder);
    }

    /// <summary>Takes all the room there is.</summary>
    public void Fill()
    {
        byte[] page = new byte[4096];
        using FileStream file = new(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(page);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives it back.</summary>
    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static string? FindMissing()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "only root mounts a disk";
        }

        string folder = Directory.CreateTempSubdirectory("scaleproxy-disk-").FullName;
        bool can = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) && Run("umount", folder);
        Directory.Delete(folder);
        return can ? null : "this container lets nobody mount a tmpfs";
    }

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
