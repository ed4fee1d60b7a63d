using System.Text;
using FsCheck.Xunit;
using ScaleProxy.Proxy.Dns.Messages;

namespace ScaleProxy.Proxy.Tests.Dns.Messages;

public sealed class DnsNameTests
{
    private const string Header = "0000 0000 0000 0000 0000 0000";

    [Theory]
    [InlineData("""03 "www" 02 "ab" 00""", 12, "www.ab", 20)]
    [InlineData("""02 "ab" 00 03 "www" c00c""", 16, "www.ab", 22)]
    [InlineData("""02 "ab" 00 03 "www" c00c 01 "x" c010""", 22, "x.www.ab", 26)]
    [InlineData("""02 "ab" 00 c00c""", 16, "ab", 18)]
    public void Read_FollowsPointersBack(string message, int offset, string host, int next)
    {
        Read(Hex.Bytes(Header + message), offset).Should().Be((host, next));
    }

    [Theory]
    [InlineData("the pointer leads to itself", "c00c", 12)]
    [InlineData("two lead to each other", "c00e c00c", 14)]
    [InlineData("a label, then back to that label", """01 "a" c00c""", 12)]
    [InlineData("forward", """c00e 01 "a" 00""", 12)]
    [InlineData("into the header", """01 "a" c000""", 12)]
    [InlineData("behind the end", """01 "a" c0ff""", 12)]
    [InlineData("half a pointer", """01 "a" c0""", 12)]
    [InlineData("half a label", """05 "abc" """, 12)]
    [InlineData("no end", """01 "a" """, 12)]
    [InlineData("nothing", "", 12)]
    [InlineData("before the beginning", "00", -1)]
    [InlineData("a label of 64 bytes", """40 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" 00""", 12)]
    [InlineData("an extended label", "8000", 12)]
    public void Read_Damaged_IsRefused(string why, string message, int offset)
    {
        Read(Hex.Bytes(Header + message), offset).Should().BeNull(why);
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void Read_ManyPointers_IsRefused(int jumps, bool isRead)
    {
        // Each name is the one before it, and a label.
        var message = new List<byte>(Hex.Bytes(Header + """01 "a" 00"""));
        int before = 12;
        for (int i = 0; i < jumps; i++)
        {
            int at = message.Count;
            message.AddRange([1, (byte)'b', 0xc0, (byte)before]);
            before = at;
        }

        (Read([.. message], before) is not null).Should().Be(isRead);
    }

    [Theory]
    [InlineData(126, true)]
    [InlineData(127, true)]
    [InlineData(128, false)]
    public void Read_MoreThan255Bytes_IsRefused(int labels, bool isRead)
    {
        byte[] message = Hex.Bytes(Header + string.Concat(Enumerable.Repeat("""01 "a" """, labels)) + "00");

        (Read(message, 12) is not null).Should().Be(isRead);
    }

    [Property(MaxTest = 1000)]
    public bool Read_AnyBytes_NeverThrows_NorGoesBeyondTheMessage(byte[] message, short offset)
    {
        ArgumentNullException.ThrowIfNull(message);
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        return !DnsName.TryRead(message, offset, name, out int length, out int next)
            || (length is > 0 and <= DnsName.MaxLength && next > offset && next <= message.Length && name[length - 1] == 0);
    }

    [Theory]
    [InlineData("scalews.withings.net")]
    [InlineData("a")]
    [InlineData("_dmarc.x-1.de")]
    public void Host_ThereAndBack(string host)
    {
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        DnsName.TryFromHost(host, name, out int length).Should().BeTrue();

        ToHost(name[..length]).Should().Be(host);
        DnsName.TryFromHost(host + ".", name, out int withDot).Should().BeTrue();
        withDot.Should().Be(length);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a:80")]
    [InlineData("ä.de")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.de")]
    public void FromHost_NoHost_IsRefused(string host)
    {
        DnsName.TryFromHost(host, stackalloc byte[DnsName.MaxLength], out _).Should().BeFalse();
    }

    [Fact]
    public void FromHost_TooLong_IsRefused()
    {
        string longest = string.Join('.', Enumerable.Repeat("a", 127));

        DnsName.TryFromHost(longest, stackalloc byte[DnsName.MaxLength], out int length).Should().BeTrue();
        length.Should().Be(DnsName.MaxLength);
        DnsName.TryFromHost(longest + ".a", stackalloc byte[DnsName.MaxLength], out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("a dot inside a label", """05 "a.net" 00""")]
    [InlineData("what looks like a port", """06 "net:80" 00""")]
    [InlineData("a control character", "0107 00")]
    [InlineData("the root", "00")]
    public void ToHost_NoHost_IsRefused(string why, string name)
    {
        ToHost(Hex.Bytes(name)).Should().BeNull(why);
    }

    [Theory]
    [InlineData("""03 "WwW" 00""", """03 "wWw" 00""", true)]
    [InlineData("""01 "[" 00""", """01 "{" 00""", false)]
    [InlineData("""01 "é" 00""", """01 "é" 00""", true)]
    [InlineData("""03 "a" 01 "b" 00""", """03 "a" 02 "b" 00""", false)]
    [InlineData("""01 "a" 00""", """01 "a" 01 "b" 00""", false)]
    public void Same_CaseOfAsciiLettersAlone(string one, string other, bool same)
    {
        DnsName.Same(Hex.Bytes(one), Hex.Bytes(other)).Should().Be(same);
    }

    private static (string Host, int Next)? Read(byte[] message, int offset)
    {
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        return DnsName.TryRead(message, offset, name, out int length, out int next) ? (ToHost(name[..length]) ?? "?", next) : null;
    }

    private static string? ToHost(ReadOnlySpan<byte> name)
    {
        Span<byte> host = stackalloc byte[DnsName.MaxLength];
        return DnsName.TryToHost(name, host, out int length) ? Encoding.ASCII.GetString(host[..length]) : null;
    }
}
