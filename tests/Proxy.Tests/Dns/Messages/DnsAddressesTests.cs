using System.Net;
using FsCheck.Xunit;
using ScaleProxy.Proxy.Dns.Messages;

namespace ScaleProxy.Proxy.Tests.Dns.Messages;

public sealed class DnsAddressesTests
{
    // Asked for "a.b"; the question's name is at 12 (0c), its "b" at 14 (0e).
    private const string Question = """ 01 "a" 01 "b" 00 0001 0001 """;
    private const string InIn60 = " 0001 0000003c ";
    private const string Address = " 0001" + InIn60 + "0004 ";
    private const string Alias = " 0005" + InIn60;

    [Theory]
    [InlineData("one", 1, "c00c" + Address + "0a000001", "10.0.0.1")]
    [InlineData("two, in order", 2, "c00c" + Address + "0a000002 c00c" + Address + "0a000001", "10.0.0.2 10.0.0.1")]
    [InlineData("of another name", 1, "c00e" + Address + "0a000001", "")]
    [InlineData("of another class", 1, "c00c 0001 0003 0000003c 0004 0a000001", "")]
    [InlineData("of the other family", 1, "c00c 001c" + InIn60 + "0010 00000000000000000000000000000001", "")]
    [InlineData("of another length", 1, "c00c 0001" + InIn60 + "0003 0a0000", "")]
    [InlineData("none", 0, "", "")]
    [InlineData("by another name", 2, "c00c" + Alias + """0004 01 "c" c00e 01 "c" c00e """ + Address + "0a000001", "10.0.0.1")]
    [InlineData("by another name, the address first", 2, """01 "C" c00e""" + Address + "0a000001 c00c" + Alias + """0004 01 "c" c00e""", "10.0.0.1")]
    [InlineData("of the name itself rather than by another one", 2, "c00c" + Address + "0a000001 c00c" + Alias + """0004 01 "c" c00e""", "10.0.0.1")]
    [InlineData("by a name that nothing is said of", 1, "c00c" + Alias + """0004 01 "c" c00e""", "")]
    public void Collect_WhatIsSaidOfTheName(string why, int answers, string records, string addresses)
    {
        Collect(answers, records).Should().Be(addresses, why);
    }

    [Theory]
    [InlineData("an alias of itself", 1, "c00c" + Alias + "0002 c00c")]
    [InlineData("fewer records than were said", 2, "c00c" + Address + "0a000001")]
    [InlineData("data cut short", 1, "c00c" + Address + "0a00")]
    [InlineData("an alias that is no name", 1, "c00c" + Alias + "0002 c0ff")]
    public void Collect_Damaged_IsRefused(string why, int answers, string records)
    {
        Collect(answers, records).Should().BeNull(why);
    }

    [Property(MaxTest = 1000)]
    public void Collect_AnyBytes_NeverThrows(byte answers, byte[] records)
    {
        byte[] reply = [.. Hex.Bytes("0001 8000 0001 00"), answers, .. Hex.Bytes("0000 0000" + Question), .. records];
        DnsQuestion.TryRead(reply, out DnsQuestion question).Should().BeTrue();

        DnsAddresses.TryCollect(reply, question, []);
    }

    private static string? Collect(int answers, string records)
    {
        byte[] reply = Hex.Bytes($"0001 8000 0001 {answers:x4} 0000 0000" + Question + records);
        DnsQuestion.TryRead(reply, out DnsQuestion question).Should().BeTrue();
        var addresses = new List<IPAddress>();
        return DnsAddresses.TryCollect(reply, question, addresses) ? string.Join(' ', addresses) : null;
    }
}
