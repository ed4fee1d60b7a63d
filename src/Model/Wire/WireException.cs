using System.Globalization;

namespace ScaleProxy.Model.Wire;

/// <summary>A sender broke a rule of HTTP/1.1 that a strict reader insists on.</summary>
public sealed class WireException : Exception
{
    /// <summary>Says which rule was broken, and where.</summary>
    /// <param name="rule">The rule, as a sentence: what was expected and what came.</param>
    /// <param name="offset">Bytes from the beginning of the stream.</param>
    /// <param name="status">The HTTP status a server should refuse with.</param>
    public WireException(string rule, long offset, int status = 400)
        : base(string.Create(CultureInfo.InvariantCulture, $"{rule} (at byte {offset})"))
    {
        Rule = rule;
        Offset = offset;
        Status = status;
    }

    /// <summary>The rule that was broken, without the place.</summary>
    public string Rule { get; }

    /// <summary>Where, in bytes from the beginning of the stream.</summary>
    public long Offset { get; }

    /// <summary>400, or what fits better: 413, 431, 501, 505.</summary>
    public int Status { get; }
}
