using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace ScaleProxy.Proxy.Tests.Tls;

/// <summary>Hellos of clients: what the platform's own client sends, and made ones.</summary>
internal static class Hello
{
    /// <summary>The first bytes that <see cref="SslStream"/> sends.</summary>
    public static byte[] Captured(string host, SslProtocols protocols)
    {
        using var kept = new KeptStream();
        using var tls = new SslStream(kept);
        // Nobody answers, so it fails; what it said first is kept.
        FluentActions.Invoking(() => tls.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = host, EnabledSslProtocols = protocols })).Should().Throw<IOException>();
        return kept.Written.ToArray();
    }

    /// <summary>A hello of TLS 1.0 in one record.</summary>
    /// <param name="extensions">The extensions with their length; null for none at all.</param>
    public static byte[] Made(byte[]? extensions) => Record(Message(extensions));

    /// <summary>The extensions, with their length, of a client that asks for a server.</summary>
    public static byte[] Asking(string host)
    {
        byte[] name = Encoding.Latin1.GetBytes(host);
        byte[] list = [0, .. Length(name.Length), .. name];
        byte[] body = [.. Length(list.Length), .. list];
        byte[] all = [0xFF, 0x01, 0, 1, 0, 0, 0, .. Length(body.Length), .. body];
        return [.. Length(all.Length), .. all];
    }

    public static byte[] Record(ReadOnlySpan<byte> part) => [22, 3, 1, .. Length(part.Length), .. part];

    /// <summary>The same hello in records of other sizes.</summary>
    /// <param name="hello">Whole records.</param>
    /// <param name="next">The size of the next one.</param>
    public static byte[] SplitAnew(ReadOnlySpan<byte> hello, Func<int> next)
    {
        ReadOnlySpan<byte> message = hello[5..];
        var split = new List<byte>();
        while (!message.IsEmpty)
        {
            int size = Math.Min(next(), message.Length);
            split.AddRange(Record(message[..size]));
            message = message[size..];
        }

        return [.. split];
    }

    private static byte[] Message(byte[]? extensions)
    {
        byte[] body = [3, 1, .. Enumerable.Repeat((byte)7, 32), 0, 0, 4, 0, 0x2F, 0, 0x35, 1, 0, .. extensions ?? []];
        return [1, 0, .. Length(body.Length), .. body];
    }

    private static byte[] Length(int length)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)length));
        return bytes;
    }

    private sealed class KeptStream : MemoryStream
    {
        public MemoryStream Written { get; } = new();

        public override int Read(Span<byte> buffer) => 0;

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override void Write(ReadOnlySpan<byte> buffer) => Written.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => Written.Write(buffer, offset, count);

        protected override void Dispose(bool disposing)
        {
            Written.Dispose();
            base.Dispose(disposing);
        }
    }
}
