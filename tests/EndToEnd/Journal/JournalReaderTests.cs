using ScaleProxy.Cli.Journal;

namespace ScaleProxy.EndToEnd.Journal;

/// <summary>What is read of a journal's file, whole, cut short and damaged.</summary>
public sealed class JournalReaderTests
{
    private static readonly DateTimeOffset s_at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(6);

    private static readonly (JournalRecordKind Kind, byte[] Payload)[] s_records =
    [
        (JournalRecordKind.Begin, new JournalBegin(7, "192.0.2.7:4711", "198.51.100.1:80").ToPayload()),
        (JournalRecordKind.Requests, "GET / HTTP/1.1\r\n\r\n"u8.ToArray()),
        (JournalRecordKind.Replies, new byte[5000]),
        (JournalRecordKind.Requests, [1]),
        (JournalRecordKind.Gap, []),
    ];

    [Fact]
    public void Whole_AsWritten()
    {
        (JournalReader reader, List<(JournalRecordKind, byte[], DateTimeOffset)> records) = Read(Written());

        records.Should().BeEquivalentTo(s_records.Select(record => (record.Kind, record.Payload, s_at)), options => options.WithStrictOrdering());
        (reader.IsForeign, reader.IsDamaged, reader.Position).Should().Be((false, false, Written().Length));
    }

    [Fact]
    public void CutShortAtEveryByte_WhatWasWholeBeforeThat_AndNoDamage()
    {
        byte[] written = Written();
        for (int length = 0; length < written.Length; length++)
        {
            (JournalReader reader, List<(JournalRecordKind, byte[], DateTimeOffset)> records) = Read(written[..length]);

            records.Should().HaveCount(Ends().Count(end => end <= length), "cut after {0} bytes", length);
            (reader.IsForeign, reader.IsDamaged).Should().Be((false, false));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(JournalRecord.HeadSize)]
    [InlineData(40_000)]
    public void ZerosBehind_AsWithoutThem(int zeros)
    {
        (JournalReader reader, List<(JournalRecordKind, byte[], DateTimeOffset)> records) = Read([.. Written(), .. new byte[zeros]]);

        records.Should().HaveCount(s_records.Length);
        (reader.IsForeign, reader.IsDamaged, reader.Position).Should().Be((false, false, Written().Length));
    }

    // Wherever a record begins in a page: its head, or what follows it, is cut.
    [Fact]
    public void CutShortAtAPagesEnd_InAStretchOfZeros_WhatWasWholeBeforeThat_AndNoDamage()
    {
        for (int before = 3900; before <= 4096; before++)
        {
            byte[] first = Record(JournalRecordKind.Requests, Payload(before - JournalRecord.Magic.Length - JournalRecord.HeadSize));
            byte[] second = Record(JournalRecordKind.Replies, Payload(9000));
            byte[] all = [.. JournalRecord.Magic, .. first, .. second, .. new byte[20_000]];
            for (int page = 4096; page < before + second.Length; page += 4096)
            {
                byte[] cut = [.. all];
                cut.AsSpan(page).Clear();

                (JournalReader reader, List<(JournalRecordKind, byte[], DateTimeOffset)> records) = Read(cut);

                (records.Count, reader.IsDamaged, reader.Position).Should().Be((1, false, before), "{0} bytes stand before it, and it is cut at {1}", before, page);
            }
        }
    }

    [Fact]
    public void AnyByteOfTheLastRecordChanged_BeforeAStretchOfZeros_Damaged()
    {
        byte[] last = Record(JournalRecordKind.Replies, Payload(300));
        byte[] written = [.. Written(), .. last, .. new byte[40_000]];
        for (int at = Written().Length; at < Written().Length + last.Length; at++)
        {
            byte[] damaged = [.. written];
            damaged[at] ^= 0x55;

            (JournalReader reader, List<(JournalRecordKind, byte[], DateTimeOffset)> records) = Read(damaged);

            (records.Count, reader.IsDamaged).Should().Be((s_records.Length, true), "byte {0} was changed", at);
        }
    }

    [Fact]
    public void SomethingBehindZeros_Damaged()
    {
        Read([.. Written(), .. new byte[10_000], 1]).Reader.IsDamaged.Should().BeTrue();
        Read([.. Written(), .. new byte[10_000], .. Record(JournalRecordKind.Gap, [])]).Reader.IsDamaged.Should().BeTrue();
    }

    [Fact]
    public void AnyByteChanged_NothingOfThatRecord_NorBehindIt()
    {
        byte[] written = Written();
        int magic = JournalRecord.Magic.Length;
        for (int at = magic; at < written.Length; at++)
        {
            byte[] damaged = [.. written];
            damaged[at] ^= 0x55;

            (JournalReader reader, List<(JournalRecordKind, byte[], DateTimeOffset)> records) = Read(damaged);

            int whole = Ends().Count(end => end <= at);
            records.Should().HaveCount(whole, "byte {0} was changed", at);
            reader.Position.Should().Be(whole == 0 ? magic : Ends()[whole - 1]);
        }
    }

    [Fact]
    public void HashIsNotThatOfWhatStandsThere_Damaged()
    {
        byte[] written = Written();
        written[JournalRecord.Magic.Length] ^= 1;

        Read(written).Reader.IsDamaged.Should().BeTrue();
    }

    [Fact]
    public void KindThatIsNone_Damaged()
    {
        byte[] record = new byte[JournalRecord.HeadSize];
        JournalRecord.Write(record, (JournalRecordKind)5, s_at, default);

        Read([.. JournalRecord.Magic, .. record]).Reader.IsDamaged.Should().BeTrue();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(JournalRecord.MaxPayload + 1)]
    [InlineData(int.MaxValue)]
    public void LengthThatNoRecordHas_Damaged_AndNothingSoLongIsRead(int length)
    {
        byte[] head = new byte[JournalRecord.HeadSize];
        BitConverter.TryWriteBytes(head.AsSpan(8), length).Should().BeTrue();

        Read([.. JournalRecord.Magic, .. head]).Reader.IsDamaged.Should().BeTrue();
    }

    [Theory]
    [InlineData("SQLite format 3\0")]
    [InlineData("scaleproxy learn journal 2\n")]
    [InlineData("x")]
    public void AnotherBeginning_Foreign(string text)
    {
        (JournalReader reader, List<(JournalRecordKind, byte[], DateTimeOffset)> records) = Read(System.Text.Encoding.ASCII.GetBytes(text));

        (reader.IsForeign, records.Count).Should().Be((true, 0));
    }

    [Fact]
    public void Begin_AsWritten_AndNothingElseIsTakenForOne()
    {
        byte[] payload = s_records[0].Payload;

        JournalBegin.Of(new JournalRecord(JournalRecordKind.Begin, s_at, payload)).Should().Be(new JournalBegin(7, "192.0.2.7:4711", "198.51.100.1:80"));
        JournalBegin.Of(new JournalRecord(JournalRecordKind.Begin, s_at, new JournalBegin(7, "a", "b", 3).ToPayload())).Should().Be(new JournalBegin(7, "a", "b", 3));
        JournalBegin.Of(new JournalRecord(JournalRecordKind.Begin, s_at, new JournalBegin(7, "a", "b\nthree").ToPayload())).Should().BeNull();
        JournalBegin.Of(new JournalRecord(JournalRecordKind.Requests, s_at, payload)).Should().BeNull();
        JournalBegin.Of(new JournalRecord(JournalRecordKind.Begin, s_at, payload.AsMemory(0, 7))).Should().BeNull();
        JournalBegin.Of(new JournalRecord(JournalRecordKind.Begin, s_at, payload.AsMemory(0, 12))).Should().BeNull();
    }

    private static (JournalReader Reader, List<(JournalRecordKind Kind, byte[] Payload, DateTimeOffset At)> Records) Read(byte[] file)
    {
        var reader = new JournalReader(new MemoryStream(file));
        var records = new List<(JournalRecordKind, byte[], DateTimeOffset)>();
        while (reader.TryRead(out JournalRecord record))
        {
            records.Add((record.Kind, record.Payload.ToArray(), record.At));
        }

        return (reader, records);
    }

    private static byte[] Written()
    {
        var file = new List<byte>([.. JournalRecord.Magic]);
        foreach ((JournalRecordKind kind, byte[] payload) in s_records)
        {
            file.AddRange(Record(kind, payload));
        }

        return [.. file];
    }

    private static byte[] Record(JournalRecordKind kind, byte[] payload)
    {
        byte[] record = new byte[JournalRecord.HeadSize + payload.Length];
        JournalRecord.Write(record, kind, s_at, payload);
        return record;
    }

    // No byte of it is zero.
    private static byte[] Payload(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)('a' + (i % 26)))];

    // Where each record ends.
    private static int[] Ends()
    {
        int end = JournalRecord.Magic.Length;
        return [.. s_records.Select(record => end += JournalRecord.HeadSize + record.Payload.Length)];
    }
}
