using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Scale;

/// <summary>
/// A request in the scale's own terms: which endpoint, which action, which fields. An endpoint or an action that nobody
/// has seen yet is as good as any other.
/// </summary>
public sealed class ScaleRequest
{
    /// <summary>Characters of a <see cref="Kind"/> at most: it names what is learned, and stands in logs.</summary>
    public const int MaxKind = 64;

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> s_known =
        new Dictionary<string, string>(new[]
        {
            RequestKind.OnceGet, RequestKind.SessionNew, RequestKind.SessionDelete, RequestKind.MeasureStore,
            RequestKind.MaintStore, RequestKind.AssociationRequest, RequestKind.AssociationEnquiry,
        }.ToDictionary(kind => kind)).GetAlternateLookup<ReadOnlySpan<char>>();

    private string? _mac;

    /// <summary>Reads a request.</summary>
    /// <param name="message">Any HTTP request.</param>
    public ScaleRequest(WireMessage message)
    {
        Message = message;
        Fields = new FormFields(message.Body);
        ReadOnlySpan<byte> target = message.Target;
        int mark = target.IndexOf((byte)'?');
        ReadOnlySpan<byte> path = PathOf(mark < 0 ? target : target[..mark]);
        ReadOnlySpan<byte> endpoint = BehindPrefix(path, out bool isScale);
        IsScale = isScale;
        Kind = KindOf(IsScale ? endpoint : path.TrimStart((byte)'/'), mark < 0 ? default : target[(mark + 1)..]);
    }

    /// <summary>The request on the wire.</summary>
    public WireMessage Message { get; }

    /// <summary>The fields of its body.</summary>
    public FormFields Fields { get; }

    /// <summary>
    /// The endpoint behind <c>/cgi-bin/</c> and the action, for example <c>session new</c> or <c>v2/measure store</c>;
    /// see <see cref="RequestKind"/>. A request without an action has just its endpoint. Printable ASCII, whatever was sent.
    /// </summary>
    public string Kind { get; }

    /// <summary>The endpoint alone, for example <c>measure</c>.</summary>
    public ReadOnlySpan<char> Endpoint
    {
        get
        {
            int space = Kind.IndexOf(' ', StringComparison.Ordinal);
            return space < 0 ? Kind : Kind.AsSpan(0, space);
        }
    }

    /// <summary>The scale's address where the request names it (<c>auth</c>, <c>macaddress</c>), lower case with colons; else null.</summary>
    public string? Mac => _mac ??= MacOf("auth"u8) ?? MacOf("macaddress"u8);

    /// <summary>The session that the request belongs to; null where it names none.</summary>
    public string? SessionId => Fields.Text("sessionid"u8);

    /// <summary>Whether the request is for one of the scale's endpoints.</summary>
    public bool IsScale { get; }

    /// <summary>The endpoint behind <c>/cgi-bin/</c> that a target names, without its query, which is known before the body is there.</summary>
    /// <param name="target">A request's target as it was sent.</param>
    /// <param name="endpoint">For example <c>session</c>.</param>
    /// <returns>False where it is none of the scale's endpoints.</returns>
    public static bool TryEndpointOf(ReadOnlySpan<byte> target, out ReadOnlySpan<byte> endpoint)
    {
        int mark = target.IndexOf((byte)'?');
        endpoint = BehindPrefix(PathOf(mark < 0 ? target : target[..mark]), out bool isScale);
        return isScale;
    }

    private static ReadOnlySpan<byte> Prefix => "/cgi-bin/"u8;

    private static ReadOnlySpan<byte> BehindPrefix(ReadOnlySpan<byte> path, out bool found)
    {
        int prefix = path.IndexOf(Prefix);
        found = prefix >= 0;
        return found ? path[(prefix + Prefix.Length)..] : default;
    }

    private string? MacOf(ReadOnlySpan<byte> name) =>
        Fields.TryGet(name, out ReadOnlySpan<byte> mac) ? MacAddress.TryNormalize(mac) ?? MacAddress.TryNormalize(FormFields.Unescape(mac)) : null;

    // A proxy is sent the absolute form (RFC 9112 section 3.2.2).
    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> target)
    {
        int authority = target.StartsWith("/"u8) ? -1 : target.IndexOf("://"u8);
        if (authority < 0)
        {
            return target;
        }

        ReadOnlySpan<byte> rest = target[(authority + 3)..];
        int slash = rest.IndexOf((byte)'/');
        return slash < 0 ? default : rest[slash..];
    }

    private string KindOf(ReadOnlySpan<byte> endpoint, ReadOnlySpan<byte> query)
    {
        if (!Fields.TryGet("action"u8, out ReadOnlySpan<byte> action) && !query.IsEmpty)
        {
            new FormFields(query.ToArray()).TryGet("action"u8, out action);
        }

        action = FormFields.Unescaped(action[..Math.Min(action.Length, 3 * MaxKind)]);
        Span<char> kind = stackalloc char[MaxKind];
        int length = Append(endpoint, kind, 0);
        if (!action.IsEmpty)
        {
            length = Append(action, kind, Append(" "u8, kind, length));
        }

        kind = kind[..length];
        return s_known.TryGetValue(kind, out string? known) ? known : new string(kind);
    }

    private static int Append(ReadOnlySpan<byte> text, Span<char> kind, int at)
    {
        foreach (byte b in text[..Math.Min(text.Length, kind.Length - at)])
        {
            kind[at++] = b is >= 0x20 and < 0x7F ? (char)b : '?';
        }

        return at;
    }
}
