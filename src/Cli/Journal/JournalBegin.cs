using System.Buffers.Binary;
using System.Text;

namespace ScaleProxy.Cli.Journal;

/// <summary>What a file of the journal says of the connection in it: eight bytes of the number, then the two addresses, a line feed between them.</summary>
/// <param name="FirstNumber">The number of the first exchange in the file, see <see cref="Archive.JournalPosition"/>.</param>
/// <param name="Client">The scale's address and port.</param>
/// <param name="Server">The vendor's address and port.</param>
internal sealed record JournalBegin(long FirstNumber, string Client, string Server)
{
    /// <summary>As the payload of a record.</summary>
    public byte[] ToPayload()
    {
        byte[] addresses = Encoding.UTF8.GetBytes($"{Client}\n{Server}");
        byte[] payload = new byte[sizeof(long) + addresses.Length];
        BinaryPrimitives.WriteInt64LittleEndian(payload, FirstNumber);
        addresses.CopyTo(payload, sizeof(long));
        return payload;
    }

    /// <summary>Reads the payload of a record.</summary>
    /// <returns>Null where it is none.</returns>
    public static JournalBegin? Of(JournalRecord record)
    {
        ReadOnlySpan<byte> payload = record.Payload.Span;
        if (record.Kind != JournalRecordKind.Begin || payload.Length < sizeof(long))
        {
            return null;
        }

        ReadOnlySpan<byte> addresses = payload[sizeof(long)..];
        int feed = addresses.IndexOf((byte)'\n');
        return feed < 0
            ? null
            : new JournalBegin(BinaryPrimitives.ReadInt64LittleEndian(payload), Encoding.UTF8.GetString(addresses[..feed]), Encoding.UTF8.GetString(addresses[(feed + 1)..]));
    }
}
