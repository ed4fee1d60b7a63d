using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ScaleProxy.Cli.Journal;

/// <summary>
/// What a file of the journal says of the connection in it: eight bytes of the number, then the two addresses, and of all
/// parts but the first which it is, with line feeds between them.
/// </summary>
/// <param name="FirstNumber">The number of the first exchange in the file, see <see cref="Archive.JournalPosition"/>.</param>
/// <param name="Client">The scale's address and port.</param>
/// <param name="Server">The vendor's address and port.</param>
/// <param name="Part">Which of the connection's files it is, from 0 on.</param>
internal sealed record JournalBegin(long FirstNumber, string Client, string Server, int Part = 0)
{
    /// <summary>As the payload of a record.</summary>
    public byte[] ToPayload()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Client}\n{Server}{(Part == 0 ? "" : $"\n{Part}")}"));
        byte[] payload = new byte[sizeof(long) + text.Length];
        BinaryPrimitives.WriteInt64LittleEndian(payload, FirstNumber);
        text.CopyTo(payload, sizeof(long));
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

        string[] lines = Encoding.UTF8.GetString(payload[sizeof(long)..]).Split('\n');
        int part = 0;
        return lines.Length is not (2 or 3) || (lines.Length == 3 && !int.TryParse(lines[2], NumberStyles.None, CultureInfo.InvariantCulture, out part))
            ? null
            : new JournalBegin(BinaryPrimitives.ReadInt64LittleEndian(payload), lines[0], lines[1], part);
    }
}
