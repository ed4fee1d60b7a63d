using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Wire;

/// <summary>What came of reading a stream to its end: the messages, and the broken rule, if it ended in one.</summary>
internal sealed record Reading(IReadOnlyList<WireMessage> Messages, WireException? Error)
{
    /// <summary>Small enough that samples can go beyond them.</summary>
    public static WireLimits Limits { get; } = new(MaxHead: 256, MaxBody: 128);

    public IReadOnlyList<string> Lines =>
        [.. Messages.Select(Transcript.Show), .. Error is null ? [] : new[] { Transcript.Show(Error) }];

    /// <summary>Reads a stream that comes cut at the given places.</summary>
    public static Reading Of(MessageKind kind, Strictness strictness, bool toHead, ReadOnlySpan<byte> bytes, IEnumerable<int> cuts)
    {
        var reader = new WireReader(kind, strictness, Limits) { ReplyToHead = toHead };
        var messages = new List<WireMessage>();
        try
        {
            int at = 0;
            foreach (int cut in cuts.Append(bytes.Length))
            {
                reader.Feed(bytes[at..cut]);
                at = cut;
                Drain(reader, messages);
            }

            reader.End();
            Drain(reader, messages);
            return new Reading(messages, null);
        }
        catch (WireException error)
        {
            return new Reading(messages, error);
        }
    }

    private static void Drain(WireReader reader, List<WireMessage> messages)
    {
        while (reader.TryRead(out WireMessage? message))
        {
            message.Raw.Length.Should().BePositive("every message is made of bytes, or reading would never end");
            messages.Add(message);
        }

        reader.Buffered.Should().BeLessThanOrEqualTo(2 * (Limits.MaxHead + Limits.MaxBody) + Limits.MaxHead, "what is held is bounded");
    }
}
