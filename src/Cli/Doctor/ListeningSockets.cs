using System.Globalization;

namespace ScaleProxy.Cli.Doctor;

/// <summary>Who listens on which port, as Linux tells it in <c>/proc</c>. Other users' processes are seen by root alone.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";
    private const int LocalAddressColumn = 1;
    private const int StateColumn = 3;
    private const int InodeColumn = 9;

    /// <summary>Finds the process that listens on a TCP port; null where it cannot be told.</summary>
    public static PortHolder? HolderOf(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var sockets = new HashSet<string>(((string[])["/proc/net/tcp", "/proc/net/tcp6"]).SelectMany(table => Inodes(table, port)).Select(inode => $"socket:[{inode}]"));
        return sockets.Count == 0 ? null : Directory.EnumerateDirectories("/proc").Select(folder => HolderIn(folder, sockets)).FirstOrDefault(holder => holder is not null);
    }

    private static string[] Inodes(string table, int port)
    {
        if (!File.Exists(table))
        {
            return [];
        }

        string local = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines(table)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length > InodeColumn && columns[StateColumn] == Listening && columns[LocalAddressColumn].EndsWith(local, StringComparison.Ordinal))
            .Select(columns => columns[InodeColumn])
            .ToArray();
    }

    private static PortHolder? HolderIn(string folder, HashSet<string> sockets)
    {
        if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            return null;
        }

        try
        {
            return Directory.EnumerateFiles(Path.Combine(folder, "fd")).Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target))
                && File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } command
                ? new PortHolder(id, command)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is another user's, or has ended by now.
            return null;
        }
    }
}
