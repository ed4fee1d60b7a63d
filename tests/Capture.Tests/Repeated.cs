using System.Text;

namespace ScaleProxy.Capture.Tests;

/// <summary>A head, and a line many times, without holding them.</summary>
internal sealed class Repeated(string head, string line, int times) : Forward
{
    private readonly byte[] _line = Encoding.UTF8.GetBytes(line);
    private byte[] _now = Encoding.UTF8.GetBytes(head);
    private int _at;
    private int _given;

    public override int Read(Span<byte> buffer)
    {
        int read = 0;
        while (read < buffer.Length)
        {
            if (_at == _now.Length)
            {
                if (_given == times)
                {
                    return read;
                }

                _given++;
                _now = _line;
                _at = 0;
            }

            int step = Math.Min(buffer.Length - read, _now.Length - _at);
            _now.AsSpan(_at, step).CopyTo(buffer[read..]);
            _at += step;
            read += step;
        }

        return read;
    }
}
