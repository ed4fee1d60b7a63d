using System.Text.Json;

namespace ScaleProxy.Model.Learning;

/// <summary>Where a value stands in the text of a JSON document.</summary>
/// <param name="Path">Its way from the root: <c>body.sp.users[0].wt</c>.</param>
/// <param name="MemberStart">Where its name begins; in a list, where the value itself does. Bytes.</param>
/// <param name="Start">Where the value begins; of a text, behind the opening quote. Bytes.</param>
/// <param name="End">Behind the value's last byte; of a text, before the closing quote.</param>
/// <param name="Type">Number, String, True, False, Null, StartObject or StartArray.</param>
public readonly record struct JsonPlace(string Path, int MemberStart, int Start, int End, JsonTokenType Type)
{
    /// <summary>Behind the value's last byte, a closing quote included.</summary>
    public int MemberEnd => Type == JsonTokenType.String ? End + 1 : End;
}
