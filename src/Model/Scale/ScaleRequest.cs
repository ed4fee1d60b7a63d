using System.Text;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Scale;

/// <summary>
/// A request in the scale's own terms: which endpoint, which action, which fields. An endpoint or an action that nobody
/// has seen yet is as good as any other.
/// </summary>
public sealed class ScaleRequest
{
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> s_known =
        new Dictionary<string, string>(new[]
        {
            RequestKind.OnceGet, RequestKind.SessionNew, RequestKind.SessionDelete, RequestKind.MeasureStore,
            RequestKind.MaintStore, RequestKind.AssociationRequest, RequestKind.AssociationEnquiry,
        }.ToDictionary(kind => kind)).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads a request.</summary>
    /// <param name="message">Any HTTP request.</param>
    public ScaleRequest(WireMessage message)
    {
        Message = message;
        Fields = new FormFields(message.Body);
        ReadOnlySpan<byte> path = PathOf(message.Target, out ReadOnlySpan<byte> query);
        Kind = KindOf(path, query);
    }

    /// <summary>The request on the wire.</summary>
    public WireMessage Message { get; }

    /// <summary>The fields of its body.</summary>
    public FormFields Fields { get; }

    /// <summary>
    /// The endpoint behind <c>/cgi-bin/</c> and the action, for example <c>session new</c> or <c>v2/measure store</c>;
    /// see <see cref="RequestKind"/>. A request without an action has just its endpoint.
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
    public string? Mac =>
        Fields.TryGet("auth"u8, out ReadOnlySpan<byte> mac) || Fields.TryGet("macaddress"u8, out mac)
            ? MacAddress.TryNormalize(mac) ?? MacAddress.TryNormalize(FormFields.Unescape(mac))
            : null;

    /// <summary>The session that the request belongs to; null where it names none.</summary>
    public string? SessionId => Fields.Text("sessionid"u8);

    /// <summary>Whether the request is for one of the scale's endpoints.</summary>
    public bool IsScale => Message.Target.IndexOf("/cgi-bin/"u8) >= 0;

    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> target, out ReadOnlySpan<byte> query)
    {
        int mark = target.IndexOf((byte)'?');
        query = mark < 0 ? default : target[(mark + 1)..];
        ReadOnlySpan<byte> path = mark < 0 ? target : target[..mark];
        int prefix = path.IndexOf("/cgi-bin/"u8);
        return prefix < 0 ? path.TrimStart((byte)'/') : path[(prefix + "/cgi-bin/"u8.Length)..];
    }

    private string KindOf(ReadOnlySpan<byte> path, ReadOnlySpan<byte> query)
    {
        if (!Fields.TryGet("action"u8, out ReadOnlySpan<byte> action))
        {
            new FormFields(query.ToArray()).TryGet("action"u8, out action);
        }

        Span<char> kind = stackalloc char[64];
        int length = path.Length + 1 + action.Length;
        if (length > kind.Length)
        {
            kind = new char[length];
        }

        Encoding.Latin1.GetChars(path, kind);
        if (action.IsEmpty)
        {
            return new string(kind[..path.Length]);
        }

        kind[path.Length] = ' ';
        Encoding.Latin1.GetChars(action, kind[(path.Length + 1)..]);
        kind = kind[..length];
        return s_known.TryGetValue(kind, out string? known) ? known : new string(kind);
    }
}
