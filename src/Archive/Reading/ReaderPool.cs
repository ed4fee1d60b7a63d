using System.Collections.Concurrent;
using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Reading;

/// <summary>
/// Connections for reading, each with its prepared statements. There are as many as threads that read at one moment;
/// of those not in use a few are kept.
/// </summary>
/// <param name="engine">Where to.</param>
/// <param name="idleReaders">How many to keep.</param>
internal sealed class ReaderPool(ArchiveEngine engine, int idleReaders) : IDisposable
{
    private readonly ConcurrentBag<ArchiveReader> _idle = [];
    private volatile bool _disposed;

    /// <summary>Borrows a connection; disposing the loan gives it back.</summary>
    /// <exception cref="ArchiveException">A new one was needed and cannot be opened.</exception>
    public Loan Borrow()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(ScaleArchive));
        return new Loan(this, _idle.TryTake(out ArchiveReader? reader) ? reader : new ArchiveReader(engine.OpenReader()));
    }

    /// <summary>Closes the connections that are not lent; the others are closed when they come back.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out ArchiveReader? reader))
        {
            reader.Dispose();
        }
    }

    private void Return(ArchiveReader reader)
    {
        if (_disposed || _idle.Count >= idleReaders)
        {
            reader.Dispose();
            return;
        }

        _idle.Add(reader);
        if (_disposed)
        {
            Dispose();
        }
    }

    /// <summary>A connection in use.</summary>
    public readonly struct Loan(ReaderPool pool, ArchiveReader reader) : IDisposable
    {
        /// <summary>The connection.</summary>
        public ArchiveReader Reader => reader;

        /// <inheritdoc/>
        public void Dispose() => pool.Return(reader);
    }
}
