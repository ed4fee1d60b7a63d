namespace ScaleProxy.Capture.Files;

/// <summary>One interface description of a pcapng section: what its packets begin with, and what their times count.</summary>
internal sealed class PcapngInterface
{
    private readonly Int128 _unitsPerSecond;
    private readonly long _ticksPerUnit;
    private readonly long _unitsPerTick;
    private readonly long _offsetTicks;

    /// <summary>Takes what the block says.</summary>
    /// <param name="linkType">LINKTYPE number.</param>
    /// <param name="snapLength">0 for none.</param>
    /// <param name="resolution">The option if_tsresol: 10^-n, or 2^-n where the top bit is set.</param>
    /// <param name="offsetSeconds">The option if_tsoffset.</param>
    public PcapngInterface(LinkType linkType, uint snapLength, byte resolution, long offsetSeconds)
    {
        LinkType = linkType;
        SnapLength = snapLength;
        _offsetTicks = (long)Int128.Clamp((Int128)offsetSeconds * TimeSpan.TicksPerSecond, long.MinValue / 2, long.MaxValue / 2);
        int power = resolution & 0x7F;
        _unitsPerSecond = (resolution & 0x80) != 0 ? Int128.One << Math.Min(power, 126) : PowerOfTen(Math.Min(power, 38));
        if (_unitsPerSecond <= TimeSpan.TicksPerSecond && TimeSpan.TicksPerSecond % (long)_unitsPerSecond == 0)
        {
            _ticksPerUnit = TimeSpan.TicksPerSecond / (long)_unitsPerSecond;
        }
        else if (_unitsPerSecond <= long.MaxValue && (long)_unitsPerSecond % TimeSpan.TicksPerSecond == 0)
        {
            _unitsPerTick = (long)_unitsPerSecond / TimeSpan.TicksPerSecond;
        }
    }

    public LinkType LinkType { get; }

    public uint SnapLength { get; }

    /// <summary>What a packet's time stamp means.</summary>
    public long ToTicks(ulong units)
    {
        // The two usual cases (microseconds, nanoseconds) need no wide arithmetic.
        if (_ticksPerUnit != 0 && units <= (ulong)(long.MaxValue / 4 / _ticksPerUnit))
        {
            return CaptureTime.Clamp(((long)units * _ticksPerUnit) + _offsetTicks);
        }

        if (_unitsPerTick != 0)
        {
            return CaptureTime.Clamp((Int128)(units / (ulong)_unitsPerTick) + _offsetTicks);
        }

        // units × 10^7 can pass 2^87, and a second can be 2^126 units: whole seconds first, so that nothing overflows.
        Int128 seconds = units / _unitsPerSecond;
        Int128 rest = units % _unitsPerSecond;
        return CaptureTime.Clamp((seconds * TimeSpan.TicksPerSecond) + (rest * TimeSpan.TicksPerSecond / _unitsPerSecond) + _offsetTicks);
    }

    private static Int128 PowerOfTen(int power)
    {
        Int128 value = 1;
        for (int i = 0; i < power; i++)
        {
            value *= 10;
        }

        return value;
    }
}
