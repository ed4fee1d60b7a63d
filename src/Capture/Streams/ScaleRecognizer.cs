using System.Text;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Capture.Streams;

/// <summary>
/// Tells a scale's conversation by its first request: the target has the vendor's <c>/cgi-bin/</c>, or the host is one of
/// the vendor's. It looks at the head only as far as needed.
/// </summary>
internal sealed class ScaleRecognizer
{
    private const int LongestMethod = 16;

    private readonly bool _all;
    private readonly VendorHosts _hosts;

    public ScaleRecognizer(CaptureOptions options)
    {
        _all = options.All;
        _hosts = new VendorHosts(options.Hosts);
    }

    /// <summary>Judges the first bytes that a client sent.</summary>
    public Recognition Judge(ReadOnlySpan<byte> start)
    {
        int method = start.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        if (method < 0)
        {
            return start.Length <= LongestMethod ? Recognition.Undecided : Recognition.NotHttp;
        }

        if (method is 0 or > LongestMethod || start[method] != ' ')
        {
            return Recognition.NotHttp;
        }

        int lf = start.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = lf < 0 ? start : start[..lf];
        line = line[(method + 1)..].TrimEnd((byte)'\r');
        if (!line.IsEmpty && line[0] is not ((byte)'/' or (byte)'h' or (byte)'H'))
        {
            return Recognition.NotHttp;
        }

        if (lf < 0)
        {
            return Recognition.Undecided;
        }

        int space = line.IndexOf((byte)' ');
        if (space < 0 || !line[(space + 1)..].StartsWith("HTTP/1."u8))
        {
            return Recognition.NotHttp;
        }

        ReadOnlySpan<byte> target = line[..space];
        return _all || IsScalesTarget(target) ? Recognition.Taken : JudgeHost(start[(lf + 1)..]);
    }

    /// <summary>Whether a target, relative or absolute, says enough: <c>/cgi-bin/</c> in its path, or a host of the vendor's.</summary>
    public bool IsScalesTarget(ReadOnlySpan<byte> target)
    {
        int query = target.IndexOf((byte)'?');
        ReadOnlySpan<byte> path = query < 0 ? target : target[..query];
        if (path.IndexOf("/cgi-bin/"u8) >= 0)
        {
            return true;
        }

        int authority = path.IndexOf("://"u8);
        if (authority < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> host = path[(authority + 3)..];
        int slash = host.IndexOf((byte)'/');
        return IsScalesHost(slash < 0 ? host : host[..slash]);
    }

    /// <summary>Whether a host, with or without a port, is one of those that are taken or lies under one.</summary>
    public bool IsScalesHost(ReadOnlySpan<byte> host) => _hosts.Contains(host);

    private Recognition JudgeHost(ReadOnlySpan<byte> lines)
    {
        while (true)
        {
            int lf = lines.IndexOf((byte)'\n');
            if (lf < 0)
            {
                return Recognition.Undecided;
            }

            ReadOnlySpan<byte> line = lines[..lf].TrimEnd((byte)'\r');
            lines = lines[(lf + 1)..];
            if (line.IsEmpty)
            {
                return Recognition.Other;
            }

            if (line.Length > 5 && Ascii.EqualsIgnoreCase(line[..5], "Host:"u8))
            {
                return IsScalesHost(line[5..].Trim(" \t"u8)) ? Recognition.Taken : Recognition.Other;
            }
        }
    }
}
