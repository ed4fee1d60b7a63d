namespace ScaleProxy.Proxy.Recording;

/// <summary>Is told by taps what there is to read. Any thread may call; none waits.</summary>
internal interface ITapReader
{
    /// <summary>A tap has something to be read, and had not before: <see cref="ConversationTap.Read"/> is to be called.</summary>
    void Add(ConversationTap tap);

    /// <summary>Bytes have passed, and are to be read.</summary>
    void Passed(int bytes);

    /// <summary>Bytes were read, or need not be any more.</summary>
    void Read(long bytes);

    /// <summary>Something is held in memory.</summary>
    void Held();

    /// <summary>It is not any more.</summary>
    void HeldRead();
}
