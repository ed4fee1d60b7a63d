using System.Runtime.InteropServices;
using ScaleProxy.Capture.Packets;

namespace ScaleProxy.Capture.Streams;

/// <summary>One connection in the <see cref="FlowTable"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Flow
{
    public FlowKey Key;
    public int Hash;
    public int Following;

    /// <summary>The number of the last packet of it.</summary>
    public long LastPacket;

    /// <summary>When the first packet of it was seen.</summary>
    public long StartedTicks;

    /// <summary>What reassembles it, once a byte of it was seen that may be a scale's.</summary>
    public TcpConnection? Connection;

    /// <summary>The initial sequence number of either side, where its SYN is known.</summary>
    public uint? Isn0;

    /// <inheritdoc cref="Isn0"/>
    public uint? Isn1;

    public FlowPhase Phase;

    /// <summary>The side whose SYN opened it, or -1.</summary>
    public sbyte Client;

    /// <summary>The initial sequence number of a side.</summary>
    public readonly uint? Isn(int side) => side == 0 ? Isn0 : Isn1;

    /// <summary>Sets it.</summary>
    public void SetIsn(int side, uint isn)
    {
        if (side == 0)
        {
            Isn0 = isn;
        }
        else
        {
            Isn1 = isn;
        }
    }
}
