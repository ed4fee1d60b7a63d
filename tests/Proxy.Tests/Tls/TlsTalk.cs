using System.Text;

namespace ScaleProxy.Proxy.Tests.Tls;

/// <summary>What a scale says through a <see cref="TlsRelay"/>, and hears from a <see cref="TlsVendor"/>.</summary>
internal static class TlsTalk
{
    public const string Request = "POST /cgi-bin/once HTTP/1.1\r\nHost: scalews.withings.net\r\nContent-Length: 10\r\n\r\naction=get";

    /// <summary>Asks once, and hears the vendor's reply to the byte.</summary>
    public static async Task OnceAsync(Stream scale, CancellationToken patience)
    {
        await scale.WriteAsync(Encoding.ASCII.GetBytes(Request), patience);
        byte[] reply = new byte[TlsVendor.Reply.Length];
        await scale.ReadExactlyAsync(reply, patience);
        Encoding.ASCII.GetString(reply).Should().Be(TlsVendor.Reply);
    }
}
