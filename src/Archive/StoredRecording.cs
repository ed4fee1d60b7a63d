namespace ScaleProxy.Archive;

/// <summary>A recording out of the archive.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Mac">The scale, where it is known.</param>
/// <param name="StartedAt">When the conversation began; the unix epoch where the source carried no times.</param>
/// <param name="Source"><c>serve</c>, <c>learn</c> or <c>import</c>.</param>
/// <param name="Client">The scale's address and port; empty where it is not known.</param>
/// <param name="Server">The server's address and port; empty where it is not known.</param>
/// <param name="ExchangeCount">How many exchanges it has, without repeats.</param>
/// <param name="Exchanges">Those exchanges, where one recording was asked for; empty in a list.</param>
public sealed record StoredRecording(
    long Id,
    string? Mac,
    DateTimeOffset StartedAt,
    string Source,
    string Client,
    string Server,
    int ExchangeCount,
    IReadOnlyList<RecordedExchange> Exchanges);
