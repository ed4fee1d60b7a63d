using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Proxy.Tests.Recording;

/// <summary>What taps said there is to read.</summary>
internal sealed class TapReadings : ITapReader
{
    public List<ConversationTap> Added { get; } = [];

    public long Unread { get; private set; }

    public int InMemory { get; private set; }

    public void Add(ConversationTap tap) => Added.Add(tap);

    public void Passed(int bytes) => Unread += bytes;

    public void Read(long bytes) => Unread -= bytes;

    public void Held() => InMemory++;

    public void HeldRead() => InMemory--;
}
