using System.Runtime.InteropServices;

namespace ScaleProxy.Bench;

/// <summary>What .NET does not offer: its flushes are fsyncs, and SQLite's are fdatasyncs.</summary>
internal static partial class Disk
{
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int Fdatasync(int descriptor);
}
