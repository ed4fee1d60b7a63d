using System.Net;
using Microsoft.AspNetCore.Http;

namespace ScaleProxy.Web.Access;

/// <summary>Lets in whoever has the token, or a session that was begun with it; everybody, where only this machine can call.</summary>
/// <param name="token">The token; null where none is wanted.</param>
/// <param name="options">The limits.</param>
/// <param name="clock">The time.</param>
/// <param name="log">What the owner is told.</param>
internal sealed class Door(PageToken? token, PageOptions options, TimeProvider clock, PageLog log)
{
    private const string Cookie = "scaleproxy-session";
    private const string Bearer = "Bearer ";

    private readonly Sessions _sessions = new(clock, options.MaxSessions, options.SessionLifetime);
    private readonly FailedTokens _failed = new(clock, options.MaxFailedTokensOfAddress, options.MaxFailedTokens, options.FailedTokensWithin);

    /// <summary>Whether a token is wanted at all.</summary>
    public bool IsLocked => token is not null;

    /// <summary>Whether whoever asks may come in.</summary>
    public Entry Ask(HttpContext context)
    {
        if (token is null || (context.Request.Cookies[Cookie] is { } session && _sessions.Has(session)))
        {
            return Entry.Open;
        }

        string? authorization = context.Request.Headers.Authorization;
        return authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true
            ? Try(context, authorization[Bearer.Length..].Trim())
            : Entry.Closed;
    }

    /// <summary>Begins a session where the token is right.</summary>
    /// <param name="context">Who gives it.</param>
    /// <param name="given">What they give.</param>
    public Entry Enter(HttpContext context, string given)
    {
        if (token is null)
        {
            return Entry.Open;
        }

        Entry entry = Try(context, given);
        if (entry == Entry.Open)
        {
            context.Response.Cookies.Append(Cookie, _sessions.Begin(), CookieFor(context));
        }

        return entry;
    }

    /// <summary>Ends the session of whoever asks.</summary>
    public void Leave(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is { } session)
        {
            _sessions.End(session);
            context.Response.Cookies.Delete(Cookie, CookieFor(context));
        }
    }

    /// <summary>How long whoever asks must wait before they may try a token again.</summary>
    public TimeSpan WaitOf(HttpContext context) => _failed.WaitOf(AddressOf(context));

    private Entry Try(HttpContext context, string given)
    {
        IPAddress from = AddressOf(context);
        // Not even the right one, or the answer would tell that it was.
        if (_failed.WaitOf(from) > TimeSpan.Zero)
        {
            return Entry.TooOften;
        }

        if (token!.Is(given))
        {
            return Entry.Open;
        }

        _failed.Add(from);
        log.WrongToken(from.ToString());
        return Entry.Closed;
    }

    private CookieOptions CookieFor(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        MaxAge = options.SessionLifetime,
        Path = "/",
    };

    private static IPAddress AddressOf(HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;
}
