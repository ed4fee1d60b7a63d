using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ScaleProxy.Web.Answering;

/// <summary>An answer that says what went wrong: the problem details of RFC 9457.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="detail">What is wrong here, and what to do.</param>
/// <param name="errors">Each field that is wrong; empty where it is not about fields.</param>
internal sealed class Problem(int status, string detail, params IReadOnlyList<FieldProblem> errors) : IResult
{
    private const string ContentType = "application/problem+json";

    /// <summary>There is no such thing.</summary>
    /// <param name="what">What was asked for, for example <c>measurement 17</c>.</param>
    public static Problem NotFound(string what) => new(StatusCodes.Status404NotFound, $"there is no {what}");

    /// <summary>Fields of the request are wrong.</summary>
    public static Problem BadFields(IReadOnlyList<FieldProblem> errors) =>
        new(StatusCodes.Status400BadRequest, string.Join("; ", errors.Select(static error => $"{error.Field}: {error.Detail}")), errors);

    /// <summary>Writes the answer.</summary>
    public Task ExecuteAsync(HttpContext httpContext) => JsonBody.WriteAsync(httpContext.Response, Write, status, ContentType);

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        // The status says what kind of problem it is; RFC 9457, 4.2.1, has this name for that.
        json.WriteString("type", "about:blank");
        json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
        json.WriteNumber("status", status);
        json.WriteString("detail", detail);
        if (errors.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (FieldProblem error in errors)
            {
                json.WriteStartObject();
                json.WriteString("field", error.Field);
                json.WriteString("detail", error.Detail);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
