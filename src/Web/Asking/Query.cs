using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ScaleProxy.Web.Answering;

namespace ScaleProxy.Web.Asking;

/// <summary>The query of a request, read parameter by parameter; whatever is wrong with it is told at once.</summary>
/// <param name="context">The request.</param>
internal sealed class Query(HttpContext context)
{
    private readonly List<FieldProblem> _problems = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>A text; null where it is not given.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        StringValues given = context.Request.Query[name];
        if (given.Count > 1)
        {
            Wrong(name, "is given more than once");
        }

        return given.Count == 1 ? given[0] : null;
    }

    /// <summary>A whole number; where it is not given, the usual one.</summary>
    public long Number(string name, long usual, long min, long max)
    {
        if (Text(name) is not { } text)
        {
            return usual;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= min && number <= max)
        {
            return number;
        }

        _problems.Add(new FieldProblem(name, string.Create(CultureInfo.InvariantCulture, $"is to be a whole number from {min} to {max}")));
        return usual;
    }

    /// <summary><c>true</c> or <c>false</c>; false where it is not given.</summary>
    public bool Flag(string name)
    {
        switch (Text(name))
        {
            case null or "false":
                return false;
            case "true":
                return true;
            default:
                _problems.Add(new FieldProblem(name, "is true or false"));
                return false;
        }
    }

    /// <summary>A scale's MAC address, lower case with colons; null where it is not given.</summary>
    public string? Mac(string name)
    {
        if (Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (Model.Scale.MacAddress.TryNormalize(text) is { } mac)
        {
            return mac;
        }

        Wrong(name, "is to be a MAC address like 00:24:e4:a1:b2:c3");
        return null;
    }

    /// <summary>A moment in ISO 8601, UTC where it names no zone; null where it is not given.</summary>
    public DateTimeOffset? Moment(string name)
    {
        if (Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment))
        {
            return moment;
        }

        Wrong(name, "is to be a moment like 2026-01-31T07:12:00Z, or a day");
        return null;
    }

    /// <summary>Says that a parameter is wrong.</summary>
    public void Wrong(string name, string detail) => _problems.Add(new FieldProblem(name, detail));

    /// <summary>The answer where anything was wrong, be it a parameter that nobody asked for; null where all is well. To be asked last.</summary>
    public IResult? Refusal()
    {
        foreach (string name in context.Request.Query.Keys.Where(name => !_known.Contains(name)))
        {
            Wrong(name, _known.Count == 0 ? "is no parameter here" : "is no parameter here; there are " + string.Join(", ", _known));
        }

        return _problems.Count == 0 ? null : Problem.BadFields(_problems);
    }
}
