using System.Net;
using System.Text;

namespace ScaleProxy.Web.Tests.Events;

/// <summary>A page that listens to what happens, as a browser does.</summary>
internal sealed class EventStream : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private EventStream(HttpResponseMessage answer, Stream stream)
    {
        _answer = answer;
        _lines = new StreamReader(stream, Encoding.UTF8);
    }

    /// <summary>Begins to listen; it does so when this has completed.</summary>
    public static async Task<EventStream> OpenAsync(RunningPage page, string? lastEvent = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/events");
        if (lastEvent is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEvent);
        }

        HttpResponseMessage answer = await page.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().Should().Be("text/event-stream");
        var stream = new EventStream(answer, await answer.Content.ReadAsStreamAsync());
        (await stream.NextAsync()).Should().Be("retry: 2000");
        return stream;
    }

    /// <summary>The next event, its lines joined by bars; null where the stream ends.</summary>
    public async Task<string?> NextAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        var lines = new List<string>();
        while (await _lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Length == 0)
            {
                return string.Join(" | ", lines);
            }

            lines.Add(line);
        }

        return null;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }
}
