using System.Runtime.CompilerServices;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Learning;

/// <summary>
/// All that the learner wants to know of a reply's body, found in one go: what <see cref="ReplyFields"/> says of it, one by
/// one, each time going through the whole body.
/// </summary>
/// <param name="Status">The JSON <c>status</c>; null where there is none.</param>
/// <param name="Once"><c>body.once</c>; null where there is none.</param>
/// <param name="SessionId"><c>body.sessionid</c>; null where there is none.</param>
/// <param name="Users">The people of <c>body.sp.users</c>, in their order.</param>
internal readonly record struct ReplyFacts(int? Status, string? Once, string? SessionId, IReadOnlyList<ScaleUser> Users)
{
    /// <summary>What a body says that is no JSON.</summary>
    public static readonly ReplyFacts None = new(null, null, null, []);

    private static readonly ReplyFacts s_accepted = new(JsonStatus.Ok, null, null, []);

    private static readonly JsonPaths s_paths = new("status", "body.once", "body.sessionid", ReplyFields.UserList);

    /// <summary>Reads the body of a reply. What is no JSON says nothing.</summary>
    public static ReplyFacts Of(ReadOnlySpan<byte> body)
    {
        // What a vendor says to most requests, to the byte.
        if (body.SequenceEqual("{\"status\":0}"u8))
        {
            return s_accepted;
        }

        var found = default(Places);
        s_paths.FindIn(body, found);
        return new(ReplyFields.StatusAt(body, found[0]), ReplyFields.TextAt(body, found[1]), ReplyFields.TextAt(body, found[2]), ReplyFields.UsersAt(body, found[3]));
    }

    // One for each of the paths.
    [InlineArray(4)]
    private struct Places
    {
        private JsonPlace? _first;
    }
}
