using System.Globalization;
using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Replies;

/// <summary>Takes out of a reply's body what a scale must not get, or has no room for.</summary>
internal static class ReplyTrim
{
    private static readonly string[] s_session = ["sessionid", "sp", "ind", "syp", "ctp"];

    /// <summary>The firmware guard: an offer in the learned reply would be made again and again, and may lock its owner out.</summary>
    public static ReadOnlyMemory<byte> CutFirmwareOffer(ReadOnlyMemory<byte> body, ICollection<string> notes)
    {
        if (FirmwareOffer.Find(body) is { } offer)
        {
            body = offer.Body;
            notes.Add("the learned reply offers a firmware; the offer is cut out");
        }

        if (FirmwareOffer.IsNamedIn(body.Span) && JsonPlaces.Find(body.Span).Count == 0)
        {
            notes.Add("the learned reply is no JSON, yet offers a firmware; nothing of it is sent but a status");
            return StatusOnly(body);
        }

        return body;
    }

    /// <summary>Makes a body fit <see cref="ScaleLimits"/>: people beyond the eighth go, then members nobody knows, then people from the last on.</summary>
    public static ReadOnlyMemory<byte> Fit(string kind, ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, int> growth, ICollection<string> notes)
    {
        int users = CountUsers(body);
        if (users > ScaleLimits.Users)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"the reply names {users} people; a scale is sent {ScaleLimits.Users} at most, so the others are left out"));
            while (CountUsers(body) > ScaleLimits.Users)
            {
                body = RemoveLastUser(body);
            }
        }

        if (ScaleLimits.BodyOf(kind) is not { } limit || Fits(body, growth, limit))
        {
            return body;
        }

        notes.Add(string.Create(CultureInfo.InvariantCulture, $"the learned reply to '{kind}' may exceed the {limit} bytes that a scale takes; what it can do without is left out"));
        while (!Fits(body, growth, limit) && FindUnknown(kind, body) is { } unknown)
        {
            body = JsonPlaces.Remove(body.Span, unknown);
        }

        while (!Fits(body, growth, limit) && CountUsers(body) > 0)
        {
            body = RemoveLastUser(body);
        }

        return Fits(body, growth, limit) ? body : StatusOnly(body);
    }

    /// <summary>A body that says nothing but a status.</summary>
    public static byte[] Status(int status) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"status":{{status}}}"""));

    private static bool Fits(ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, int> growth, int limit) => body.Length + growth(body) <= limit;

    private static byte[] StatusOnly(ReadOnlyMemory<byte> body) => Status(ReplyFields.StatusOf(body.Span) ?? JsonStatus.UnspecifiedError);

    // Members of "body" that the published conversations do not have; of a reply to measure, all of "body".
    private static JsonPlace? FindUnknown(string kind, ReadOnlyMemory<byte> body)
    {
        foreach (JsonPlace place in JsonPlaces.Find(body.Span))
        {
            bool ofBody = place.Path.StartsWith("body.", StringComparison.Ordinal) && place.Path.AsSpan(5).IndexOfAny('.', '[') < 0;
            bool known = kind == RequestKind.SessionNew ? s_session.AsSpan().Contains(place.Path[(ofBody ? 5 : 0)..]) : place.Path == "body.once";
            bool ofRoot = place.Path.Length > 0 && place.Path is not ("status" or "body") && place.Path.AsSpan().IndexOfAny('.', '[') < 0;
            if ((ofBody && !known) || ofRoot)
            {
                return place;
            }
        }

        return null;
    }

    private static int CountUsers(ReadOnlyMemory<byte> body)
    {
        int count = 0;
        foreach (JsonPlace place in JsonPlaces.Find(body.Span))
        {
            count += IsUser(place) ? 1 : 0;
        }

        return count;
    }

    private static ReadOnlyMemory<byte> RemoveLastUser(ReadOnlyMemory<byte> body)
    {
        JsonPlace? last = null;
        foreach (JsonPlace place in JsonPlaces.Find(body.Span))
        {
            last = IsUser(place) ? place : last;
        }

        return last is { } user ? JsonPlaces.Remove(body.Span, user) : body;
    }

    private static bool IsUser(JsonPlace place) =>
        place.Path.StartsWith("body.sp.users[", StringComparison.Ordinal) && place.Path.IndexOf(']', StringComparison.Ordinal) == place.Path.Length - 1;
}
