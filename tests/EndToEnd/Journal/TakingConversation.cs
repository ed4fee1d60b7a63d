using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.EndToEnd.Journal;

/// <summary>Keeps nothing itself, and hands on each exchange that is read.</summary>
/// <param name="take">Is handed it.</param>
internal sealed class TakingConversation(Action<Exchange> take) : IRecordedConversation
{
    public bool Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest) => false;

    public int ReadKept(ConversationReader reader) => 0;

    public bool TryTake(Exchange exchange)
    {
        take(exchange);
        return true;
    }

    public void End()
    {
    }
}
