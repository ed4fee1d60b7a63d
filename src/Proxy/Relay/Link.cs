using System.Buffers;

namespace ScaleProxy.Proxy.Relay;

/// <summary>
/// One direction of a connection; a connection is two links. What one side sends the other gets, as it comes:
/// <code>
///        ┌──────────────────────────────── next ───────────────────────────────┐
///        ▼                                                                     │
///   1. receive ──► 2. Enter (the copy is taken) ──► 3. send, wait while it is not taken
///        │ silent for long: give the buffer back, and wait without one
///        │ no more comes ──► 4. End ──► send what was held ──► end sending
///        └ broken off ─────► 4. End ──► send what was held ──► reset
/// </code>
/// Nothing is received while the other side takes nothing, so one buffer of bytes is under way at most.
/// </summary>
/// <param name="from">Who sends.</param>
/// <param name="to">Who gets it.</param>
/// <param name="passage">What becomes of the bytes on their way.</param>
/// <param name="bufferSize">The bytes under way at most.</param>
/// <param name="watch">Is told what happens.</param>
#pragma warning disable CA1001 // A source of cancellation without a timer holds nothing that needs disposing of.
internal sealed class Link(Peer from, Peer to, IPassage passage, int bufferSize, ILinkWatch watch)
#pragma warning restore CA1001
{
    // A sender that is always ahead would keep the thread, which serves other connections as well.
    private const int MaxInOneGo = 16;

    private const int Withdrawn = -1;

    private volatile CancellationTokenSource _withdrawal = new();
    private volatile bool _waitsWithBuffer;

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

    /// <summary>Has it give back the buffer that it waits with: a silent connection costs no more than its sockets.</summary>
    public void GiveBuffer()
    {
        if (_waitsWithBuffer)
        {
            _withdrawal.Cancel();
        }
    }

    private void Break(IOException? failure)
    {
        Failure = failure;
        watch.Broken();
    }

    // Where data is about to come, receiving at once is one system call less than waiting for it first; so the buffer is
    // given back only after a while. The loop is one method, for its state is made once and not for each read.
    private async Task<IOException?> CarryAsync()
    {
        byte[] buffer = [];
        bool wait = !from.CanWithdraw;
        int inOneGo = 0;
        try
        {
            while (true)
            {
                int count;
                try
                {
                    if (wait)
                    {
                        await from.WaitAsync(CancellationToken.None);
                    }

                    buffer = buffer.Length > 0 ? buffer : ArrayPool<byte>.Shared.Rent(bufferSize);
                    ValueTask<int> receiving = from.ReceiveAsync(buffer.AsMemory(0, bufferSize), wait ? CancellationToken.None : BeginWaiting());
                    inOneGo = receiving.IsCompleted ? inOneGo + 1 : 0;
                    count = await receiving;
                }
                catch (OperationCanceledException)
                {
                    count = Withdrawn;
                }
                catch (IOException e)
                {
                    return e;
                }

                _waitsWithBuffer = false;
                if (count == 0)
                {
                    return null;
                }

                if (count > 0)
                {
                    await PassAsync(buffer.AsMemory(0, count));
                }

                wait = !from.CanWithdraw || count == Withdrawn;
                if (wait)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = [];
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
            // The empty one is not the pool's, which takes it all the same.
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A withdrawal may have come too late for the wait that it was meant for.
    private CancellationToken BeginWaiting()
    {
        if (_withdrawal.IsCancellationRequested)
        {
            _withdrawal = new CancellationTokenSource();
        }

        _waitsWithBuffer = true;
        return _withdrawal.Token;
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
