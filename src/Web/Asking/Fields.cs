using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ScaleProxy.Web.Answering;

namespace ScaleProxy.Web.Asking;

/// <summary>The JSON object that a request brings, read field by field; whatever is wrong with it is told at once.</summary>
internal sealed class Fields
{
    private readonly Dictionary<string, JsonElement> _given = new(StringComparer.Ordinal);
    private readonly List<FieldProblem> _problems = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private Fields()
    {
    }

    /// <summary>Reads a request's body.</summary>
    public static async Task<Fields> ReadAsync(HttpContext context)
    {
        var fields = new Fields();
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                fields.Wrong("body", "is to be a JSON object");
                return fields;
            }

            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!fields._given.TryAdd(property.Name, property.Value.Clone()))
                {
                    fields.Wrong(property.Name, "is given more than once");
                }
            }
        }
        catch (JsonException wrong)
        {
            fields.Wrong("body", string.Create(CultureInfo.InvariantCulture, $"is no JSON at line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine}"));
        }

        return fields;
    }

    /// <summary>Whether a field is there, be it null.</summary>
    public bool Has(string name)
    {
        _known.Add(name);
        return _given.ContainsKey(name);
    }

    /// <summary>A text; null where it is null or not given.</summary>
    public string? Text(string name)
    {
        if (!Has(name) || _given[name].ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (_given[name].ValueKind == JsonValueKind.String)
        {
            return _given[name].GetString();
        }

        Wrong(name, "is to be a text");
        return null;
    }

    /// <summary>A number as it is written; null where it is null or not given.</summary>
    public string? Number(string name)
    {
        if (!Has(name) || _given[name].ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (_given[name].ValueKind == JsonValueKind.Number && _given[name].TryGetDecimal(out decimal number))
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        Wrong(name, "is to be a number");
        return null;
    }

    /// <summary>What a reader makes of a field; where it throws that the value makes no sense, that is noted.</summary>
    /// <param name="name">The field.</param>
    /// <param name="read">Throws <see cref="FormatException"/>.</param>
    /// <returns>The usual value of the type where it made no sense.</returns>
    public T? Read<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException wrong)
        {
            Wrong(name, wrong.Message);
            return default;
        }
    }

    /// <summary>Whether something is wrong with a field.</summary>
    public bool IsWrong(string name) => _problems.Exists(problem => problem.Field == name);

    /// <summary>Says that a field is wrong.</summary>
    public void Wrong(string name, string detail) => _problems.Add(new FieldProblem(name, detail));

    /// <summary>The answer where anything was wrong, be it a field that is none; null where all is well. To be asked last.</summary>
    public IResult? Refusal()
    {
        foreach (string name in _given.Keys.Where(name => !_known.Contains(name)))
        {
            Wrong(name, "is no field here; there are " + string.Join(", ", _known));
        }

        return _problems.Count == 0 ? null : Problem.BadFields(_problems);
    }
}
