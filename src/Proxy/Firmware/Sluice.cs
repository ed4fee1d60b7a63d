using System.Buffers;

namespace ScaleProxy.Proxy.Firmware;

/// <summary>
/// Lets bytes pass, or holds them until it is known what becomes of them. As long as nothing is held, what came is what
/// goes, without a copy.
/// </summary>
internal sealed class Sluice
{
    private const int WorthKeeping = 4096;

    private ArrayBufferWriter<byte> _held = new();
    private ArrayBufferWriter<byte> _mixed = new();
    private ReadOnlyMemory<byte> _input;
    private int _at;
    private int _plain;
    private bool _isMixed;

    /// <summary>How many bytes are held.</summary>
    public int HeldCount => _held.WrittenCount;

    /// <summary>What is held.</summary>
    public ReadOnlySpan<byte> Held => _held.WrittenSpan;

    /// <summary>What passes, in order; valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlyMemory<byte> Passed => _isMixed ? _mixed.WrittenMemory : _input[.._plain];

    /// <summary>Takes the next bytes; what passed before is forgotten.</summary>
    public void Begin(ReadOnlyMemory<byte> input)
    {
        if (_isMixed)
        {
            _mixed = Emptied(_mixed);
            _isMixed = false;
        }

        _input = input;
        _at = 0;
        _plain = 0;
    }

    /// <summary>Lets the next bytes pass. Nothing may be held.</summary>
    public void Pass(int count)
    {
        if (_isMixed || _plain < _at)
        {
            Put(_input.Span.Slice(_at, count));
        }
        else
        {
            _plain += count;
        }

        _at += count;
    }

    /// <summary>Holds the next bytes.</summary>
    public void Hold(int count)
    {
        _held.Write(_input.Span.Slice(_at, count));
        _at += count;
    }

    /// <summary>What is held passes as it came.</summary>
    public void Release() => Replace(_held.WrittenSpan);

    /// <summary>What is held goes, and this passes in its place.</summary>
    public void Replace(ReadOnlySpan<byte> instead)
    {
        if (_held.WrittenCount > 0)
        {
            Put(instead);
            _held = Emptied(_held);
        }
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (!_isMixed)
        {
            _mixed.Write(_input.Span[.._plain]);
            _isMixed = true;
        }

        _mixed.Write(bytes);
    }

    private static ArrayBufferWriter<byte> Emptied(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > WorthKeeping)
        {
            return new ArrayBufferWriter<byte>();
        }

        buffer.ResetWrittenCount();
        return buffer;
    }
}
