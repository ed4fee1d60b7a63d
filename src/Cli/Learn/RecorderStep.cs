using ScaleProxy.Archive;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Learn;

/// <summary>What happened on a connection.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Exchange">The exchange that is complete; null for the end of the connection.</param>
/// <param name="Size">Bytes that it keeps in memory.</param>
/// <param name="Position">Its place in the journal; null for none.</param>
/// <param name="IsArchived">The archive has it already: it only helps to understand what follows.</param>
internal readonly record struct RecorderStep(RecordedConnection Connection, Exchange? Exchange, long Size, JournalPosition? Position = null, bool IsArchived = false);
