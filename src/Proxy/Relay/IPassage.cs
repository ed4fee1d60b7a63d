namespace ScaleProxy.Proxy.Relay;

/// <summary>What becomes of the bytes of one direction on their way: nothing of it may wait.</summary>
internal interface IPassage
{
    /// <summary>Bytes have come.</summary>
    /// <param name="bytes">They stay as they are until what this gives has gone on.</param>
    /// <returns>What goes on now: for nearly everything the very same bytes; maybe none.</returns>
    ReadOnlyMemory<byte> Enter(ReadOnlyMemory<byte> bytes);

    /// <summary>No more comes.</summary>
    /// <returns>What goes on still; maybe nothing.</returns>
    ReadOnlyMemory<byte> End();
}
