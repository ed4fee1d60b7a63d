namespace ScaleProxy.Capture.Files;

/// <summary>
/// The user's file as it is read: counts and reports the bytes, ends on cancellation, and can give the bytes that were
/// looked at to tell the format once more (standard input cannot be rewound).
/// </summary>
internal sealed class SourceStream(Stream inner, Action? beforeReading, IProgress<long>? progress, CancellationToken cancellation) : Stream
{
    private ReadOnlyMemory<byte> _again;

    /// <summary>Bytes taken from the file so far, packed as they are there.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The file itself, at its beginning, for a format that must be read from its end; null where it cannot be rewound.</summary>
    public Stream? Seekable
    {
        get
        {
            if (!inner.CanSeek)
            {
                return null;
            }

            inner.Position = 0;
            BytesRead = inner.Length;
            return inner;
        }
    }

    /// <summary>Gives these bytes again before what follows them.</summary>
    public void GiveAgain(ReadOnlyMemory<byte> bytes) => _again = bytes;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_again.IsEmpty)
        {
            int given = Math.Min(buffer.Length, _again.Length);
            _again.Span[..given].CopyTo(buffer);
            _again = _again[given..];
            return given;
        }

        beforeReading?.Invoke();
        int read = inner.Read(buffer);
        BytesRead += read;
        progress?.Report(BytesRead);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
