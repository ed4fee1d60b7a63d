using System.Globalization;

namespace ScaleProxy.Model.Learning;

/// <summary>A once token that the vendor gave and the hash that the scale made of it.</summary>
/// <param name="Once">The token.</param>
/// <param name="Md5">The hash, 32 lower-case hexadecimal digits. It proves the scale together with this token only.</param>
/// <param name="SeenAt">When the scale used it.</param>
public sealed record Handshake(string Once, string Md5, DateTimeOffset SeenAt)
{
    /// <summary>Says when it was, and neither the token nor the hash.</summary>
    public override string ToString() => $"handshake of {SeenAt.ToString("u", CultureInfo.InvariantCulture)}";
}
