using System.Globalization;
using System.Net;
using System.Text;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Delivery;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Feeds.Http;

/// <summary>
/// Sends requests to the one server of a feed, and judges its answers. It follows no redirect, keeps no cookie and asks no
/// proxy: what is sent goes where its owner has said, and nowhere else.
/// </summary>
internal sealed class HttpSender : IDisposable
{
    // Of an answer that says no: enough to see why.
    private const int MaxReason = 200;

    private readonly HttpClient _client;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="settings">What the owner has set.</param>
    /// <param name="clock">The time.</param>
    public HttpSender(HttpFeedSettings settings, TimeProvider clock)
    {
        _timeout = settings.Timeout;
        _clock = clock;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = settings.Timeout,
            MaxConnectionsPerServer = 1,
            MaxResponseHeadersLength = 16,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            SslOptions = settings.Trust.OptionsFor(settings.Address.IdnHost),
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("ScaleProxy");
    }

    /// <summary>Sends a request, and waits for an answer that says yes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FeedDownException">There is no answer, or none that has to do with what was sent: the server fails, is busy, or does not let us in.</exception>
    /// <exception cref="FeedRefusedException">The server does not take what was sent.</exception>
    public async Task SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(_timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw Judge(response, await ReasonAsync(response, either.Token));
            }
        }
        catch (HttpRequestException e)
        {
            throw new FeedDownException(Explain(e), e);
        }
        catch (IOException e)
        {
            throw new FeedDownException($"the connection broke ({e.Message})", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new FeedDownException(string.Create(CultureInfo.InvariantCulture, $"no answer within {_timeout.TotalSeconds:0} s"), e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    // An answer that would be the same for everything we send is about us and the server, and nothing is lost by waiting
    // until its owner has mended that. Only what is about this one request sets it aside.
    private static Exception Judge(HttpResponseMessage response, string reason)
    {
        string said = string.Create(CultureInfo.InvariantCulture, $"it answers {(int)response.StatusCode}{reason}");
        return (int)response.StatusCode switch
        {
            >= 300 and < 400 => new FeedDownException($"{said}, which leads elsewhere; set the address that it leads to"),
            (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden or (int)HttpStatusCode.ProxyAuthenticationRequired =>
                new FeedDownException($"{said}; check the token, or the user and password"),
            (int)HttpStatusCode.NotFound => new FeedDownException($"{said}; check the address"),
            (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.TooManyRequests => new FeedDownException(said),
            >= 400 and < 500 => new FeedRefusedException(said),
            _ => new FeedDownException(said),
        };
    }

    // The beginning of what it says, on one line.
    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        byte[] start = new byte[MaxReason];
        Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        int length = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation);
        string said = Printable.Of(Encoding.UTF8.GetString(start, 0, length).ReplaceLineEndings(" ").Trim(), MaxReason);
        return said.Length > 0 ? $" ({said})" : string.Empty;
    }

    private static string Explain(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "nobody knows its name; check the address",
        HttpRequestError.SecureConnectionError => $"no TLS with it ({e.InnerException?.Message ?? e.Message}); for a server of your own, name its certificate's file as \"authority\"",
        _ => $"it cannot be reached ({(e.InnerException ?? e).Message})",
    };
}
