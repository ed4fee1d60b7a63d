using ScaleProxy.Model.Wire;

namespace ScaleProxy.Capture;

/// <summary>What is taken from a capture, and how much of it is held at once. Every limit is a bound on memory.</summary>
public sealed record CaptureOptions
{
    /// <summary>The defaults.</summary>
    public static CaptureOptions Default { get; } = new();

    /// <summary>Takes every HTTP conversation, not only those that are a scale's.</summary>
    public bool All { get; init; }

    /// <summary>Further host names whose conversations are taken, with everything under them: <c>example.org</c> takes <c>scale.example.org</c> too.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The time zone of the local times in an export.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>The observer is told on a thread of its own, while the file is read on. It pays for a large file.</summary>
    public bool Beside { get; init; }

    /// <summary>What one HTTP message may be.</summary>
    public WireLimits WireLimits { get; init; } = WireLimits.Default;

    /// <summary>The largest packet that is held, in bytes; larger ones are passed over. What tcpdump and Wireshark keep at most is 262144.</summary>
    public int MaxPacketBytes { get; init; } = 256 * 1024;

    /// <summary>What a pcapng block may hold beside a packet (options), in bytes.</summary>
    public int MaxBlockOverhead { get; init; } = 64 * 1024;

    /// <summary>Interfaces in one section of a pcapng file.</summary>
    public int MaxInterfaces { get; init; } = 4096;

    /// <summary>TCP connections that are remembered at once; the least recently active ones are let go for new ones.</summary>
    public int MaxConnections { get; init; } = 64 * 1024;

    /// <summary>Bytes of one connection that wait for missing ones before it.</summary>
    public int MaxOutOfOrderBytes { get; init; } = 1024 * 1024;

    /// <summary>Packets of one connection that may come while bytes are missing, until these count as lost.</summary>
    public int MaxOutOfOrderPackets { get; init; } = 128;

    /// <summary>Bytes of all connections together that wait.</summary>
    public long MaxReassemblyBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Bytes of a connection that are held until it is known whether it is a scale's.</summary>
    public int MaxUndecidedBytes { get; init; } = 8 * 1024;

    /// <summary>Bytes of a connection begun before the capture in which a request is looked for.</summary>
    public int MaxSearchBytes { get; init; } = 64 * 1024;

    /// <summary>IP datagrams in fragments that are put together at once.</summary>
    public int MaxFragmentedDatagrams { get; init; } = 64;

    /// <summary>How long the fragments of a datagram wait for the missing ones, by the capture's clock (RFC 1122 section 3.3.2: 60 to 120 s).</summary>
    public TimeSpan FragmentTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection waits for missing bytes, by the capture's clock.</summary>
    public TimeSpan MissingTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a scale's connection may be silent until it counts as ended, by the capture's clock.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The largest text of a stream or HAR file, in bytes; of a larger one its beginning is read.</summary>
    public int MaxTextBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Warnings that are kept; further ones are counted.</summary>
    public int MaxWarnings { get; init; } = 50;

    /// <summary>Looks at every setting.</summary>
    /// <exception cref="ArgumentException">Some are out of range; all of them are named.</exception>
    internal void Validate()
    {
        var faults = new List<string>();
        Require(MaxPacketBytes is >= 64 and <= 128 * 1024 * 1024, nameof(MaxPacketBytes), MaxPacketBytes, "64 to 134217728");
        Require(MaxBlockOverhead is >= 1024 and <= 16 * 1024 * 1024, nameof(MaxBlockOverhead), MaxBlockOverhead, "1024 to 16777216");
        Require(MaxInterfaces is >= 1 and <= 65536, nameof(MaxInterfaces), MaxInterfaces, "1 to 65536");
        Require(MaxConnections is >= 16 and <= 16 * 1024 * 1024, nameof(MaxConnections), MaxConnections, "16 to 16777216");
        Require(MaxOutOfOrderBytes >= 1024, nameof(MaxOutOfOrderBytes), MaxOutOfOrderBytes, "at least 1024");
        Require(MaxOutOfOrderPackets >= 1, nameof(MaxOutOfOrderPackets), MaxOutOfOrderPackets, "at least 1");
        Require(MaxReassemblyBytes >= MaxOutOfOrderBytes, nameof(MaxReassemblyBytes), MaxReassemblyBytes, $"at least {nameof(MaxOutOfOrderBytes)}");
        Require(MaxUndecidedBytes is >= 256 and <= 1024 * 1024, nameof(MaxUndecidedBytes), MaxUndecidedBytes, "256 to 1048576");
        Require(MaxSearchBytes >= 0, nameof(MaxSearchBytes), MaxSearchBytes, "at least 0");
        Require(MaxFragmentedDatagrams is >= 1 and <= 4096, nameof(MaxFragmentedDatagrams), MaxFragmentedDatagrams, "1 to 4096");
        Require(MaxTextBytes is >= 1024 and <= 1024 * 1024 * 1024, nameof(MaxTextBytes), MaxTextBytes, "1024 to 1073741824");
        Require(MaxWarnings >= 1, nameof(MaxWarnings), MaxWarnings, "at least 1");
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults));
        }

        void Require(bool holds, string name, long value, string range)
        {
            if (!holds)
            {
                faults.Add($"{name} is {value}, it may be {range}");
            }
        }
    }
}
