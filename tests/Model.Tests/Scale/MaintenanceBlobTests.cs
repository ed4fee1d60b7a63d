using System.Text;
using FsCheck.Xunit;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Scale;

public class MaintenanceBlobTests
{
    private const string Mac = "00:24:e4:0d:e1:ca";
    private const string Secret = "sesame-0123-open";

    [Fact]
    public void PublishedShape_ShowsMacSecretAndEveryRecordOfBothSections()
    {
        MaintenanceBlob blob = Hex(Blob.Published(Mac, Secret))!;

        blob.IsComplete.Should().BeTrue();
        blob.Mac.Should().Be(Mac);
        blob.Secret.Should().Be(Secret);
        blob.Records.Select(record => record.Type).Should().Equal(0x0B, 1, 3, 2, 0x21, 0x14, 0x10, 0x16, 5, 9, 0x19);
    }

    [Fact]
    public void Identity_IsWhatTheBlobShows()
    {
        byte[] hex = Encoding.ASCII.GetBytes(Convert.ToHexString(Blob.Published(Mac, Secret)));

        for (int length = 0; length <= hex.Length; length++)
        {
            MaintenanceBlob? blob = MaintenanceBlob.TryParseHex(hex.AsSpan(0, length));
            MaintenanceBlob.IdentityIn(hex.AsSpan(0, length)).Should().Be((blob?.Mac, blob?.Secret), "cut at {0}", length);
        }

        MaintenanceBlob.IdentityIn(hex).Should().Be((Mac, Secret));
        hex[^1] = (byte)'g';
        MaintenanceBlob.IdentityIn(hex).Should().Be(((string?)null, (string?)null), "that is no hexadecimal digit");
    }

    [Fact]
    public void Offsets_SayWhereValuesBegin()
    {
        byte[] bytes = Blob.Published(Mac, Secret);

        foreach (MaintenanceRecord record in MaintenanceBlob.Parse(bytes).Records)
        {
            bytes.AsSpan(record.Offset, record.Value.Length).SequenceEqual(record.Value.Span).Should().BeTrue();
        }
    }

    [Fact]
    public void CutAnywhere_KeepsWhatCameBeforeAndShowsTheCut()
    {
        byte[] bytes = Blob.Published(Mac, Secret);
        IReadOnlyList<MaintenanceRecord> all = MaintenanceBlob.Parse(bytes).Records;
        HashSet<int> ends = [0, .. all.Select(record => record.Offset + record.Value.Length)];
        HashSet<int> marks = [.. ends.Where(end => end < bytes.Length && bytes[end] == 0xFF).Select(end => end + 2)];

        for (int length = 0; length < bytes.Length; length++)
        {
            MaintenanceBlob cut = MaintenanceBlob.Parse(bytes.AsMemory(0, length));

            cut.Records.Should().HaveCount(all.Count(record => record.Offset + record.Value.Length <= length), "cut at {0}", length);
            cut.IsComplete.Should().Be(ends.Contains(length) || marks.Contains(length), "cut at {0}", length);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(1401)]
    public void ZerosBehindTheLastRecord_ArePadding(int zeros)
    {
        MaintenanceBlob blob = MaintenanceBlob.Parse((byte[])[.. Blob.Text(1, Mac), .. new byte[zeros]]);

        blob.IsComplete.Should().BeTrue();
        blob.Records.Should().ContainSingle();
    }

    [Fact]
    public void PaddingBetweenSections_HidesNothingBehindIt()
    {
        MaintenanceBlob blob = MaintenanceBlob.Parse((byte[])[.. Blob.Text(1, Mac), .. Blob.EndOfSection, .. new byte[8000], .. Blob.Text(3, Secret)]);

        blob.Secret.Should().Be(Secret);
        blob.IsComplete.Should().BeTrue();
    }

    [Fact]
    public void LengthThatLies_EndsTheReadingThere()
    {
        MaintenanceBlob blob = MaintenanceBlob.Parse((byte[])[.. Blob.Text(1, Mac), 3, 0, 0xFF, 0xFF, 1, 2, 3]);

        blob.IsComplete.Should().BeFalse();
        blob.Mac.Should().Be(Mac);
        blob.Secret.Should().BeNull();
    }

    [Fact]
    public void MoreRecordsThanAnyScaleHas_AreNotHeld()
    {
        byte[] many = [.. Enumerable.Repeat(Blob.Record(0x44), MaintenanceBlob.MaxRecords).SelectMany(record => record)];

        MaintenanceBlob.Parse(many).IsComplete.Should().BeTrue();
        MaintenanceBlob beyond = MaintenanceBlob.Parse((byte[])[.. many, .. Blob.Record(0x44)]);
        beyond.IsComplete.Should().BeFalse();
        beyond.Records.Should().HaveCount(MaintenanceBlob.MaxRecords);
    }

    [Theory]
    [InlineData("sesame-0123-ope")]
    [InlineData("sesame-0123-open!")]
    [InlineData("sesame 0123 open")]
    [InlineData("sesame-0123-op\u0007n")]
    [InlineData("")]
    public void TextThatIsNoSecret_IsNotTakenForOne(string text)
    {
        MaintenanceBlob.Parse(Blob.Text(3, text)).Secret.Should().BeNull();
    }

    [Fact]
    public void SecretWithoutItsNul_IsStillOne()
    {
        MaintenanceBlob.Parse(Blob.Record(3, Encoding.ASCII.GetBytes(Secret))).Secret.Should().Be(Secret);
    }

    [Fact]
    public void TextThatIsNoMac_IsNotTakenForOne()
    {
        MaintenanceBlob.Parse(Blob.Text(1, "00:24:e4:0d:e1")).Mac.Should().BeNull();
        MaintenanceBlob.Parse(Blob.Text(1, "00:24:E4:0D:E1:CA")).Mac.Should().Be(Mac);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("01 0")]
    [InlineData("0g")]
    [InlineData("%30")]
    public void TextThatIsNotHexadecimal_IsNoBlob(string hex)
    {
        MaintenanceBlob.TryParseHex(Encoding.ASCII.GetBytes(hex)).Should().BeNull();
    }

    [Fact]
    public void UpperCaseHexadecimal_IsReadToo()
    {
        MaintenanceBlob.TryParseHex(Encoding.ASCII.GetBytes(Blob.Hex(Mac, Secret).ToUpperInvariant()))!.Secret.Should().Be(Secret);
    }

    [Property(MaxTest = 1000)]
    public bool AnyBytes_GiveRecordsThatLieWithinThem(byte[] bytes) =>
        MaintenanceBlob.Parse(bytes).Records.All(record => record.Offset + record.Value.Length <= bytes.Length);

    [Property(MaxTest = 300)]
    public bool ADamagedBlob_GivesAWholeSecretOrNone(int at, byte wrong)
    {
        byte[] bytes = Blob.Published(Mac, Secret);
        bytes[(int)((uint)at % bytes.Length)] = wrong;
        return MaintenanceBlob.Parse(bytes).Secret is null or { Length: 16 };
    }

    private static MaintenanceBlob? Hex(byte[] bytes) => MaintenanceBlob.TryParseHex(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
}
