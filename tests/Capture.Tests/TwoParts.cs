using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests;

/// <summary>A capture of the sample conversation that pauses where the first reply has come, and the second request has not.</summary>
/// <param name="beforeSecond">Called when more is asked for.</param>
internal sealed class TwoParts(Action beforeSecond) : Forward
{
    // The handshake, the request, the reply, and what acknowledges them.
    private const int PacketsOfFirstPart = 7;

    private static readonly byte[] s_whole = Recorded.Pcap(TcpScript.Whole(WeighIn.Turns));
    private static readonly int s_firstPart = Recorded.Pcap(TcpScript.Whole(WeighIn.Turns).Take(PacketsOfFirstPart)).Length;
    private int _at;

    public override int Read(Span<byte> buffer)
    {
        if (_at == s_firstPart)
        {
            beforeSecond();
        }

        int count = Math.Min(buffer.Length, (_at < s_firstPart ? s_firstPart : s_whole.Length) - _at);
        s_whole.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }
}
