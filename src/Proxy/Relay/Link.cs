using System.Buffers;

namespace ScaleProxy.Proxy.Relay;

/// <summary>
/// One direction of a connection; a connection is two links. What one side sends the other gets, as it comes:
/// <code>
///        ┌──────────────────────────────── next ───────────────────────────────┐
///        ▼                                                                     │
///   1. receive ──► 2. Enter (the copy is taken) ──► 3. send, wait while it is not taken
///        │ no more comes ──► 4. End ──► send what was held ──► end sending
///        └ broken off ─────► 4. End ──► send what was held ──► reset
/// </code>
/// Nothing is received while the other side takes nothing, so one buffer of bytes is under way at most.
/// </summary>
/// <param name="from">Who sends.</param>
/// <param name="to">Who gets it.</param>
/// <param name="passage">What becomes of the bytes on their way.</param>
/// <param name="bufferSize">The bytes under way at most, no fewer than <see cref="SmallSize"/>.</param>
/// <param name="watch">Is told what happens.</param>
internal sealed class Link(Peer from, Peer to, IPassage passage, int bufferSize, ILinkWatch watch)
{
    // A sender that is always ahead would keep the thread, which serves other connections as well.
    private const int MaxInOneGo = 16;

    /// <summary>Bytes of the buffer that a silent connection waits with: what a scale and its vendor say at a time mostly fits.</summary>
    public const int SmallSize = 2048;

    /// <summary>Why it ended, where a side failed.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Carries everything from one side to the other until there is no more.</summary>
    public async Task RunAsync()
    {
        try
        {
            IOException? failure = await CarryAsync();
            // What a side has sent before it broke off is the other's, as it would have been without us.
            ReadOnlyMemory<byte> last = passage.End();
            if (!last.IsEmpty)
            {
                await to.SendAsync(last, CancellationToken.None);
            }

            if (failure is null)
            {
                await to.EndSendingAsync(CancellationToken.None);
            }
            else
            {
                Break(failure);
            }
        }
        catch (IOException e)
        {
            Break(e);
        }
        catch
        {
            // A fault of ours: the other link must not wait for ever.
            Break(null);
            throw;
        }
    }

    private void Break(IOException? failure)
    {
        Failure = failure;
        watch.Broken();
    }

    // A small buffer is kept to wait with, and a large one lent while more comes than that: to wait without any, and take one
    // when something is there, is one system call more for each message. The loop is one method, for its state is made once
    // and not for each read.
    private async Task<IOException?> CarryAsync()
    {
        byte[] small = ArrayPool<byte>.Shared.Rent(SmallSize);
        byte[] large = [];
        int inOneGo = 0;
        try
        {
            while (true)
            {
                Memory<byte> buffer = large.Length > 0 ? large.AsMemory(0, bufferSize) : small.AsMemory(0, SmallSize);
                int count;
                try
                {
                    if (from.NeedsMemoryToReceive)
                    {
                        await from.WaitAsync(CancellationToken.None);
                    }

                    ValueTask<int> receiving = from.ReceiveAsync(buffer, CancellationToken.None);
                    inOneGo = receiving.IsCompleted ? inOneGo + 1 : 0;
                    count = await receiving;
                }
                catch (IOException e)
                {
                    return e;
                }

                if (count == 0)
                {
                    return null;
                }

                await PassAsync(buffer[..count]);
                if (count < SmallSize && large.Length > 0)
                {
                    ArrayPool<byte>.Shared.Return(large);
                    large = [];
                }
                else if (count >= SmallSize && large.Length == 0)
                {
                    large = ArrayPool<byte>.Shared.Rent(bufferSize);
                }

                if (inOneGo == MaxInOneGo)
                {
                    inOneGo = 0;
                    await Task.Yield();
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(small);
            // The empty one is not the pool's, which takes it all the same.
            ArrayPool<byte>.Shared.Return(large);
        }
    }

    private ValueTask PassAsync(ReadOnlyMemory<byte> bytes)
    {
        watch.Received();
        ReadOnlyMemory<byte> going = passage.Enter(bytes);
        ValueTask sending = going.IsEmpty ? ValueTask.CompletedTask : to.SendAsync(going, CancellationToken.None);
        if (!sending.IsCompletedSuccessfully)
        {
            return SentAsync(sending);
        }

        watch.Passed();
        return ValueTask.CompletedTask;
    }

    private async ValueTask SentAsync(ValueTask sending)
    {
        await sending;
        // The other side has taken its time.
        watch.Received();
        watch.Passed();
    }
}
