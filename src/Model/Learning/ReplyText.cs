using System.Text.Json.Serialization;

namespace ScaleProxy.Model.Learning;

/// <summary>Reads JSON texts without reflection, which would cost start time.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class ReplyText : JsonSerializerContext;
