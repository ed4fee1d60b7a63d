namespace ScaleProxy.Capture.Files;

/// <summary>What a packet begins with: the LINKTYPE numbers of the capture formats that are understood here.</summary>
internal enum LinkType
{
    /// <summary>BSD loopback, the address family in the capturing host's byte order.</summary>
    Null = 0,
    Ethernet = 1,

    /// <summary>Raw IP as BSD numbers it in files.</summary>
    RawBsd = 12,

    /// <summary>Raw IP as OpenBSD numbers it in files.</summary>
    RawOpenBsd = 14,
    Raw = 101,
    Ieee80211 = 105,

    /// <summary>OpenBSD loopback, the address family in network byte order.</summary>
    Loop = 108,

    /// <summary>Linux cooked capture, version 1.</summary>
    LinuxSll = 113,

    /// <summary>802.11 after a radiotap header.</summary>
    Radiotap = 127,
    Ipv4 = 228,
    Ipv6 = 229,

    /// <summary>Linux cooked capture, version 2.</summary>
    LinuxSll2 = 276,
}
