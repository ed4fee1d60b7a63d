namespace ScaleProxy.Capture.Packets;

/// <summary>The control bits of a TCP segment (RFC 9293 section 3.1).</summary>
[Flags]
internal enum TcpFlags
{
    None = 0,
    Fin = 1,
    Syn = 2,
    Rst = 4,
    Psh = 8,
    Ack = 16,
}
