using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ScaleProxy.Web.Answering;

namespace ScaleProxy.Web.Access;

/// <summary>
/// Stands before everything that the page answers.
/// <code>
///   request ──► 1 called by our name? ──► 2 from our own page? ──► 3 says so, to change something? ──► 4 with the token? ──► the endpoint
///                  421 no                    403 no                   403 no                             401 no, 429 too often
/// </code>
/// The page's files and the way to give the token stand before 4: they show nothing of anybody.
/// </summary>
/// <param name="next">The rest of the page.</param>
/// <param name="names">The names that it answers to.</param>
/// <param name="door">Who may come in.</param>
internal sealed class AccessGuard(RequestDelegate next, HostNames names, Door door)
{
    /// <summary>The header that a request to change something must have: no foreign page can add it without asking first (CORS), and nobody answers that.</summary>
    public const string OwnHeader = "X-ScaleProxy";

    private const string OwnHeaderValue = "1";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly PathString s_health = "/healthz";
    private static readonly PathString s_api = "/api";
    private static readonly PathString s_session = "/api/v1/session";
    private static readonly PathString s_metrics = "/metrics";

    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        AddHeaders(context);

        // 1. Whoever looks after the process may call it by any name: it learns nothing but that it runs.
        if (!names.Has(request.Host) && request.Path != s_health)
        {
            return Refuse(context, StatusCodes.Status421MisdirectedRequest, $"the page does not answer to the name '{request.Host.Host}'; call it by its address, or start with --web-host {request.Host.Host}");
        }

        // 2
        bool changes = !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));
        bool holdsData = request.Path.StartsWithSegments(s_api) || request.Path.StartsWithSegments(s_metrics);
        if ((holdsData || changes) && IsForeign(request))
        {
            return Refuse(context, StatusCodes.Status403Forbidden, "this came from a page of another origin, and only the page's own may ask");
        }

        // 3
        if (changes && request.Headers[OwnHeader] != OwnHeaderValue)
        {
            return Refuse(context, StatusCodes.Status403Forbidden, $"a request that changes something needs the header {OwnHeader}: {OwnHeaderValue}");
        }

        // 4
        return !holdsData || request.Path == s_session ? next(context) : LetInAsync(context);
    }

    private Task LetInAsync(HttpContext context)
    {
        switch (door.Ask(context))
        {
            case Entry.Open:
                return next(context);
            case Entry.TooOften:
                return RefuseTooOften(context, door);
            default:
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return Refuse(context, StatusCodes.Status401Unauthorized, "the page wants its token: give it on the page, or as Authorization: Bearer TOKEN. It was shown when it was made; deleting the file web-token in the data folder and starting again makes a new one");
        }
    }

    /// <summary>Tells somebody who gave wrong tokens when to try again.</summary>
    internal static Task RefuseTooOften(HttpContext context, Door door)
    {
        double seconds = Math.Ceiling(door.WaitOf(context).TotalSeconds);
        context.Response.Headers.RetryAfter = seconds.ToString("F0", CultureInfo.InvariantCulture);
        return Refuse(context, StatusCodes.Status429TooManyRequests, string.Create(CultureInfo.InvariantCulture, $"too many wrong tokens; try again in {seconds} s"));
    }

    private static Task Refuse(HttpContext context, int status, string detail) => new Problem(status, detail).ExecuteAsync(context);

    // Browsers say where a request comes from; programs say nothing, and cannot be tricked by a page.
    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [{ } site] && site is "cross-site" or "same-site")
        {
            return true;
        }

        string? origin = request.Headers.Origin;
        if (origin is null)
        {
            return false;
        }

        // The scheme is left out: a proxy of the owner's may speak TLS for us.
        int authority = origin.IndexOf("://", StringComparison.Ordinal);
        return authority < 0 || !origin.AsSpan(authority + 3).Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    private static void AddHeaders(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // People's weights do not stay in a browser's cache; the page's own files say otherwise of themselves.
        headers.CacheControl = "no-store";
    }
}
