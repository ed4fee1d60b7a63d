using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>
/// Brings a folder's own entries to the disk: that a file was made in it, or got another name. Without it a power cut can
/// take a file along whose every byte was synced. SQLite does so for its log by itself.
/// </summary>
internal static class SyncedFolder
{
    private const int ReadOnly = 0;

    /// <summary>Waits until the folder's entries are on the disk. Windows keeps them in its journal by itself.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // .NET opens no folder; it syncs one that is open.
        using var handle = new SafeFileHandle(Open(folder, ReadOnly), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw new IOException($"{folder} cannot be opened to be brought to the disk: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
