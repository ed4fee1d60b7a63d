using ScaleProxy.Capture.Packets;

namespace ScaleProxy.Capture.Streams;

/// <summary>
/// Finds out whose a connection is while holding only a little of it. With the SYN captured, the first bytes of its
/// sender decide. Without it a request is looked for wherever it may begin, in either direction; where it is found the
/// capture of this connection begins: the sender is the client, and the reply begins at what the request acknowledges.
/// </summary>
/// <param name="queues">Both directions.</param>
/// <param name="recognizer">Judges a request.</param>
/// <param name="scratch">Where pieces are put side by side to be looked at; all connections share it.</param>
/// <param name="options">The limits.</param>
internal sealed class RequestSearch(SegmentQueue[] queues, ScaleRecognizer recognizer, byte[] scratch, CaptureOptions options)
{
    // What a packet counts at least, so that many tiny ones end the search too.
    private const int LeastCost = 64;

    private int _searched;
    private bool _foundBySearch;

    /// <summary>The side that opened the connection, or -1.</summary>
    public int Client { get; private set; }

    /// <summary>Begins with a new connection.</summary>
    public void Begin(int client)
    {
        Client = client;
        _searched = 0;
        _foundBySearch = false;
    }

    /// <summary>Takes a segment, and says what is known by now.</summary>
    public Recognition Look(scoped in TcpSegment segment)
    {
        int length = segment.Payload.Length + segment.Missing;
        if (length == 0)
        {
            return Recognition.Undecided;
        }

        queues[segment.Sender].Insert(in segment);
        Recognition found = IsPlaced ? JudgePlaced() : Search(segment.Sender);
        if (found != Recognition.Undecided)
        {
            return found;
        }

        if (!IsPlaced)
        {
            _searched += Math.Max(LeastCost, length);
            Trim(queues[segment.Sender]);
            return _searched > options.MaxSearchBytes ? Recognition.Other : Recognition.Undecided;
        }

        if (queues[0].Bytes + queues[1].Bytes <= options.MaxUndecidedBytes)
        {
            return Recognition.Undecided;
        }

        // A head longer than this is nobody's we look for; but if there is no beginning at all, it may have been lost.
        return queues[Client].Count > 0 && queues[Client].Pieces[0].Sequence == queues[Client].Next ? Recognition.Other : SearchAll();
    }

    /// <summary>Looks for a request in everything that waits: nothing more will come.</summary>
    public Recognition LookAgain()
    {
        Recognition judged = IsPlaced ? JudgePlaced() : Recognition.Undecided;
        return judged is Recognition.Undecided or Recognition.NotHttp ? SearchAll() : judged;
    }

    private bool IsPlaced => Client >= 0 && queues[Client].IsPlaced;

    private Recognition JudgePlaced()
    {
        SegmentQueue queue = queues[Client];
        if (queue.Count == 0 || queue.Pieces[0].Sequence != queue.Next)
        {
            return Recognition.Undecided;
        }

        Recognition judged = recognizer.Judge(queue.Run(0, scratch));
        if (judged == Recognition.NotHttp && _foundBySearch)
        {
            // It only looked like a request.
            queue.DropFirst();
            queue.Unplace();
            return Recognition.Undecided;
        }

        if (judged == Recognition.Taken)
        {
            PlaceReply(queue.Pieces[0]);
        }

        return judged;
    }

    private Recognition SearchAll()
    {
        queues[0].Unplace();
        queues[1].Unplace();
        Client = -1;
        Recognition found = Search(0);
        found = found == Recognition.Undecided && !IsPlaced ? Search(1) : found;
        if (found == Recognition.Undecided && !IsPlaced)
        {
            Trim(queues[0]);
            Trim(queues[1]);
        }

        return found;
    }

    private Recognition Search(int side)
    {
        SegmentQueue queue = queues[side];
        int index = 0;
        while (index < queue.Count)
        {
            ReadOnlySpan<byte> run = queue.Run(index, scratch);
            int from = 0;
            while (FindRequest(run[from..]) is >= 0 and int at)
            {
                from += at;
                Recognition judged = recognizer.Judge(run[from..]);
                if (judged != Recognition.NotHttp)
                {
                    Found(side, queue.Pieces[index].Sequence + (uint)from);
                    return judged;
                }

                from++;
            }

            index = EndOfRun(queue, index, run.Length);
        }

        return Recognition.Undecided;
    }

    private void Found(int client, uint position)
    {
        SegmentQueue queue = queues[client];
        Client = client;
        _foundBySearch = true;
        queue.Place(position);
        PlaceReply(queue.Pieces[0]);
    }

    // Where the server's SYN was not captured, its reply begins at what the request acknowledges.
    private void PlaceReply(in SegmentQueue.Piece request)
    {
        if (request.HasAck && !queues[1 - Client].IsPlaced)
        {
            queues[1 - Client].Place(request.Acknowledged);
        }
    }

    private static int FindRequest(ReadOnlySpan<byte> bytes)
    {
        int post = bytes.IndexOf("POST /"u8);
        ReadOnlySpan<byte> before = post < 0 ? bytes : bytes[..post];
        int get = before.IndexOf("GET /"u8);
        return get >= 0 ? get : post;
    }

    private static int EndOfRun(SegmentQueue queue, int index, int bytes)
    {
        int end = index;
        while (end < queue.Count && bytes > 0)
        {
            bytes -= queue.Pieces[end].Present;
            end++;
        }

        return Math.Max(end, index + 1);
    }

    // What was searched is kept only as far as the next segments may still show a request in it: short ones, and few.
    // Bulk of strangers is let go at once, or it would fill the memory of everybody.
    private void Trim(SegmentQueue queue)
    {
        queue.DropLongerThan(options.MaxUndecidedBytes / 16);
        while (queue.Bytes > options.MaxUndecidedBytes / 4)
        {
            queue.DropFirst();
        }
    }
}
