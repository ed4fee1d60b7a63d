using System.Text.Json;
using ScaleProxy.Web.Importing;

namespace ScaleProxy.Web.Tests.Importing;

/// <summary>Keeps what it is given to import, and waits where a test wants it to.</summary>
internal sealed class KeptImports : IImports
{
    public string? Name { get; private set; }

    public byte[] Content { get; private set; } = [];

    public TaskCompletionSource? Gate { get; init; }

    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<Action<Utf8JsonWriter>> ImportAsync(string fileName, Stream content, IProgress<ImportProgress> progress, CancellationToken cancellation)
    {
        Begun.TrySetResult();
        if (Gate is not null)
        {
            await Gate.Task;
        }

        // To its end and again: it can be read from its start.
        await content.CopyToAsync(Stream.Null, cancellation);
        content.Position = 0;
        using var kept = new MemoryStream();
        await content.CopyToAsync(kept, cancellation);
        (Name, Content) = (fileName, kept.ToArray());
        return json =>
        {
            json.WriteStartObject();
            json.WriteNumber("measurements", 2);
            json.WriteEndObject();
        };
    }
}
