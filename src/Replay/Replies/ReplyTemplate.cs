using System.Buffers;
using System.Buffers.Text;
using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Replies;

/// <summary>
/// A learned reply, ready to be given again: header names, order, case and framing to the byte, with the fields that must
/// be fresh renewed on each writing. Made once, used by any number of threads.
/// </summary>
internal sealed class ReplyTemplate
{
    private const int MaxDigits = 10;

    private readonly ReplySegment[] _head;
    private readonly ReplyBody _body;
    private readonly ChunkPlan? _chunks;
    private readonly bool _hasBody;

    /// <summary>Takes a learned reply apart.</summary>
    /// <param name="kind">The kind of request it answers.</param>
    /// <param name="reply">The learned reply.</param>
    /// <param name="body">Another body for it; null for its own.</param>
    /// <param name="people">Everybody known.</param>
    /// <param name="notes">Receives a line for each thing that is not sent as it was learned, for the scale's sake.</param>
    public ReplyTemplate(string kind, WireMessage reply, byte[]? body, KnownPeople people, ICollection<string> notes)
    {
        _body = new ReplyBody(kind, body ?? reply.Body, people, notes);
        _hasBody = reply.Framing != Framing.None;
        _chunks = reply.Framing == Framing.Chunked ? new ChunkPlan(reply) : null;
        ClosesConnection = reply.Framing == Framing.UntilClose || !reply.KeepsAlive;
        _head = SplitHead(reply);
    }

    /// <summary>The vendor closed the connection after this reply, so it is closed again.</summary>
    public bool ClosesConnection { get; }

    /// <summary>Writes the reply.</summary>
    /// <param name="output">Receives every byte of it.</param>
    /// <param name="scratch">Cleared, and used for the body, whose length the head has to tell.</param>
    /// <param name="fresh">What to fill the fresh fields with.</param>
    public void Write(ArrayBufferWriter<byte> output, ArrayBufferWriter<byte> scratch, in FreshFields fresh)
    {
        scratch.ResetWrittenCount();
        if (_hasBody)
        {
            _body.Write(scratch, fresh);
        }

        foreach (ReplySegment segment in _head)
        {
            switch (segment.Rule)
            {
                case RenewalRule.Date:
                    output.Append(fresh.Date.Span);
                    break;
                case RenewalRule.Length:
                    Utf8Formatter.TryFormat(scratch.WrittenCount, output.GetSpan(MaxDigits), out int digits);
                    output.Advance(digits);
                    break;
                default:
                    output.Append(segment.Learned.Span);
                    break;
            }
        }

        if (_chunks is not null)
        {
            _chunks.Write(output, scratch.WrittenSpan);
        }
        else
        {
            output.Append(scratch.WrittenSpan);
        }
    }

    private static ReplySegment[] SplitHead(WireMessage reply)
    {
        var segments = new List<ReplySegment>();
        ReadOnlyMemory<byte> head = reply.Head;
        int at = 0;
        foreach (HeaderField field in reply.Headers)
        {
            RenewalRule? rule = field.Is("Date"u8) ? RenewalRule.Date
                : field.Is("Content-Length"u8) && reply.Framing == Framing.ContentLength ? RenewalRule.Length
                : null;
            if (rule is null || field.Value.IsEmpty)
            {
                continue;
            }

            head.Span.Overlaps(field.Value, out int start);
            segments.Add(new ReplySegment(head[at..start], null));
            segments.Add(new ReplySegment(head.Slice(start, field.Value.Length), rule));
            at = start + field.Value.Length;
        }

        segments.Add(new ReplySegment(head[at..], null));
        return [.. segments];
    }
}
