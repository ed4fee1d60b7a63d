namespace ScaleProxy.Capture.Tests;

/// <summary>A stream that gives one byte a read and cannot be rewound.</summary>
internal sealed class Trickle(byte[] bytes) : Forward
{
    private int _at;

    public override int Read(Span<byte> buffer)
    {
        if (_at == bytes.Length || buffer.IsEmpty)
        {
            return 0;
        }

        buffer[0] = bytes[_at++];
        return 1;
    }
}
