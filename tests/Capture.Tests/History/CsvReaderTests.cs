using System.Text;
using FsCheck.Xunit;
using ScaleProxy.Capture.Files;
using ScaleProxy.Capture.History;

namespace ScaleProxy.Capture.Tests.History;

public sealed class CsvReaderTests
{
    public static TheoryData<string, string[][]> Texts => new()
    {
        { "a,b\nc,d\n", [["a", "b"], ["c", "d"]] },
        { "a,b\r\nc,d", [["a", "b"], ["c", "d"]] },
        { "a,,\n", [["a", "", ""]] },
        { "a,", [["a", ""]] },
        { "\n\nx", [[""], [""], ["x"]] },
        { "\"a,b\",\"c \"\"d\"\"\"\n", [["a,b", "c \"d\""]] },
        { "\"two\nlines\",b\nc", [["two\nlines", "b"], ["c"]] },
        { "\"\",\"\"", [["", ""]] },
        { "a \"quoted\" word,b", [["a \"quoted\" word", "b"]] },
        { "\"a\"x,b", [["ax", "b"]] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_Records(string text, string[][] records) => Read(text).Should().BeEquivalentTo(records, options => options.WithStrictOrdering());

    [Theory]
    [MemberData(nameof(Texts))]
    public void ByteByByte_TheSame(string text, string[][] records) =>
        Read(new Trickle(Encoding.UTF8.GetBytes(text)), 8).Should().BeEquivalentTo(records, options => options.WithStrictOrdering());

    [Property(MaxTest = 300)]
    public void AnyFields_WrittenWithQuotes_ReadBack(string?[][] records)
    {
        string[][] written = [.. records.Where(record => record.Length > 0).Select(record => record.Select(field => Sayable(field)).ToArray())];
        string text = string.Concat(written.Select(record => string.Join(',', record.Select(field => '"' + field.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')) + "\r\n"));

        Read(text).Should().BeEquivalentTo(written, options => options.WithStrictOrdering());
    }

    [Fact]
    public void QuoteNeverClosed_CostsItsLineOnly()
    {
        CsvReader reader = Of("a,b\n1,\"open\n2,x\n3,y\n");
        var read = new List<(long Line, int Count, bool IsFaulty)>();
        while (reader.TryRead())
        {
            read.Add((reader.Line, reader.Count, reader.Fault is not null));
        }

        read.Should().Equal((1, 2, false), (2, 0, true), (3, 2, false), (4, 2, false));
    }

    [Fact]
    public void LongerThanARecordMayBe_PassedOver_InBoundedMemory()
    {
        CsvReader reader = Of("a\n" + new string('x', 3 * CsvReader.MaxRecordBytes) + "\nb\n");

        reader.TryRead();
        reader.TryRead();
        reader.Fault.Should().Contain(CsvReader.MaxRecordBytes.ToString(System.Globalization.CultureInfo.InvariantCulture));
        reader.TryRead();
        Encoding.UTF8.GetString(reader[0]).Should().Be("b");
        reader.Line.Should().Be(3);
    }

    [Fact]
    public void TooManyFields_PassedOver()
    {
        CsvReader reader = Of(new string(',', CsvReader.MaxFields) + "\nb\n");

        reader.TryRead();
        reader.Fault.Should().NotBeNull();
        reader.TryRead();
        Encoding.UTF8.GetString(reader[0]).Should().Be("b");
    }

    [Fact]
    public void LinesWithinQuotes_AreCounted()
    {
        CsvReader reader = Of("\"1\n2\n3\"\n4");

        reader.TryRead();
        reader.TryRead();

        reader.Line.Should().Be(4);
    }

    // What UTF-8 can say; half a surrogate pair it cannot.
    private static string Sayable(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));

    private static CsvReader Of(string text) => new(new FileWindow(new MemoryStream(Encoding.UTF8.GetBytes(text)), 256), (byte)',');

    private static string[][] Read(string text) => Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), 256);

    private static string[][] Read(Stream text, int window)
    {
        var reader = new CsvReader(new FileWindow(text, window), (byte)',');
        var records = new List<string[]>();
        while (reader.TryRead())
        {
            reader.Fault.Should().BeNull();
            records.Add([.. Enumerable.Range(0, reader.Count).Select(i => Encoding.UTF8.GetString(reader[i]))]);
        }

        return [.. records];
    }
}
