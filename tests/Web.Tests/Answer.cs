using System.Net;
using System.Text;
using System.Text.Json;

namespace ScaleProxy.Web.Tests;

/// <summary>An answer of the API.</summary>
/// <param name="Status">Its HTTP status.</param>
/// <param name="Json">Its document; undefined where it has none.</param>
internal sealed record Answer(HttpStatusCode Status, JsonElement Json)
{
    /// <summary>The fields that a refusal complains of.</summary>
    public IEnumerable<string?> BadFields => Json.GetProperty("errors").EnumerateArray().Select(static error => error.GetProperty("field").GetString());

    /// <summary>Asks for a document.</summary>
    public static async Task<Answer> GetAsync(RunningPage page, string path)
    {
        using HttpResponseMessage answer = await page.Client.GetAsync("api/v1/" + path);
        return await ReadAsync(answer);
    }

    /// <summary>Asks for a change, as the page's own script does.</summary>
    public static Task<Answer> PostAsync(RunningPage page, string path, byte[]? body = null) => SendAsync(page, HttpMethod.Post, path, body);

    /// <summary>Asks for a change that a document says.</summary>
    public static Task<Answer> SendAsync(RunningPage page, HttpMethod method, string path, string json) => SendAsync(page, method, path, Encoding.UTF8.GetBytes(json));

    /// <summary>Asks for a change in any way.</summary>
    public static async Task<Answer> SendAsync(RunningPage page, HttpMethod method, string path, byte[]? body = null)
    {
        using var request = new HttpRequestMessage(method, "api/v1/" + path) { Headers = { { "X-ScaleProxy", "1" } }, Content = body is null ? null : new ByteArrayContent(body) };
        using HttpResponseMessage answer = await page.Client.SendAsync(request);
        return await ReadAsync(answer);
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage answer)
    {
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        if (body.Length == 0)
        {
            return new Answer(answer.StatusCode, default);
        }

        using var document = JsonDocument.Parse(body);
        return new Answer(answer.StatusCode, document.RootElement.Clone());
    }
}
