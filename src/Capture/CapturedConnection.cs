namespace ScaleProxy.Capture;

/// <summary>A connection of a scale, as a capture shows it.</summary>
/// <param name="Client">Who opened it, <c>192.0.2.7:49213</c> or <c>[2001:db8::7]:49213</c>; empty where the source does not say.</param>
/// <param name="Server">Whom it was opened to; a host's name where that is all the source says, empty where it says nothing.</param>
/// <param name="StartedAt">When the first packet of it was seen that was taken; the unix epoch where the source carries no times.</param>
/// <param name="Number">Counts the scales' connections of one file, from 1.</param>
public sealed record CapturedConnection(string Client, string Server, DateTimeOffset StartedAt, int Number);
