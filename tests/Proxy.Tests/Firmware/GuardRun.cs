using System.Text;
using ScaleProxy.Proxy.Firmware;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Tests.Relay;
using ScaleProxy.Replay.Tests;

namespace ScaleProxy.Proxy.Tests.Firmware;

/// <summary>
/// A transcript through the guard: what the client says, what the server says, and what comes out, piece by piece.
/// </summary>
internal sealed class GuardRun
{
    public const string Session = "POST /cgi-bin/session HTTP/1.1\r\nHost: scalews.withings.net\r\nContent-Length: 10\r\n\r\naction=new";
    public const string Once = "POST /cgi-bin/once HTTP/1.1\r\nHost: scalews.withings.net\r\nContent-Length: 10\r\n\r\naction=get";

    private readonly FirmwareGuard _guard;
    private readonly StringBuilder _all = new();

    public GuardRun(bool letsOffersPass = false) => _guard = new FirmwareGuard("10.0.0.7:4711", new RelayLog(Log)) { LetsOffersPass = letsOffersPass };

    public LogLines Log { get; } = new();

    public bool? IsAtRest => _guard.IsAtRest;

    /// <summary>Everything that has come out so far.</summary>
    public string All => _all.ToString();

    public GuardRun Ask(params IEnumerable<string> pieces)
    {
        foreach (string piece in pieces)
        {
            _guard.Request(Text.Bytes(piece));
        }

        return this;
    }

    /// <summary>What comes out for one piece.</summary>
    public string Answer(string piece)
    {
        string passed = Text.Of(_guard.Reply(Text.Bytes(piece)));
        _all.Append(passed);
        return passed;
    }

    public string End()
    {
        string passed = Text.Of(_guard.End());
        _all.Append(passed);
        return passed;
    }

    /// <summary>What comes out for a whole stream that is cut at the given places.</summary>
    public string Answers(string stream, params IEnumerable<int> cuts)
    {
        int at = 0;
        foreach (int cut in cuts.Where(cut => cut > 0 && cut < stream.Length).Order().Append(stream.Length))
        {
            Answer(stream[at..cut]);
            at = cut;
        }

        End();
        return All;
    }
}
