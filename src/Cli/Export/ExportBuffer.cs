using System.Buffers;

namespace ScaleProxy.Cli.Export;

/// <summary>Gathers what a format writes, and hands it on in large pieces; one buffer for an export of any size.</summary>
/// <param name="output">Where to; not closed with this.</param>
internal sealed class ExportBuffer(Stream output) : IBufferWriter<byte>
{
    private const int Piece = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _waiting = new(2 * Piece);

    /// <inheritdoc/>
    public void Advance(int count) => _waiting.Advance(count);

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _waiting.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _waiting.GetSpan(sizeHint);

    /// <summary>Hands on where a piece is full.</summary>
    public void FlushPiece()
    {
        if (_waiting.WrittenCount >= Piece)
        {
            Flush();
        }
    }

    /// <summary>Hands on everything.</summary>
    public void Flush()
    {
        output.Write(_waiting.WrittenSpan);
        output.Flush();
        _waiting.ResetWrittenCount();
    }
}
