using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ScaleProxy.Model.Scale;

/// <summary>Goes from record to record of a maintenance upload, as far as it goes.</summary>
/// <param name="blob">Its bytes.</param>
[StructLayout(LayoutKind.Auto)]
internal struct MaintenanceWalk(ReadOnlyMemory<byte> blob)
{
    /// <summary>Bytes of a record without its value.</summary>
    public const int RecordHead = 2 * sizeof(ushort);

    private const int EndOfSection = 0xFFFF;

    // Zeros behind the last record are padding, however many: one to three of them are no record cut short.
    private readonly int _end = blob.Span.LastIndexOfAnyExcept((byte)0) + 1;
    private int _at;
    private int _count;

    /// <summary>The record at hand.</summary>
    public MaintenanceRecord Current { get; private set; }

    /// <summary>The walk ended within a record, at one that lies about its length, or at one too many.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Goes to the next record.</summary>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> bytes = blob.Span;
        while (_at < _end)
        {
            if (bytes.Length - _at >= sizeof(ushort) && BinaryPrimitives.ReadUInt16LittleEndian(bytes[_at..]) == EndOfSection)
            {
                _at += sizeof(ushort);
                continue;
            }

            if (bytes.Length - _at < RecordHead || _count == MaintenanceBlob.MaxRecords)
            {
                return Break();
            }

            int type = BinaryPrimitives.ReadUInt16LittleEndian(bytes[_at..]);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(_at + sizeof(ushort))..]);
            _at += RecordHead;
            if (type == 0 && length == 0)
            {
                // Padding.
                continue;
            }

            if (length > bytes.Length - _at)
            {
                return Break();
            }

            Current = new MaintenanceRecord(type, _at, blob.Slice(_at, length));
            _at += length;
            _count++;
            return true;
        }

        return false;
    }

    private bool Break()
    {
        IsBroken = true;
        _at = _end;
        return false;
    }
}
