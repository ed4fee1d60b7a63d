using System.IO.Compression;
using System.Text;
using ScaleProxy.Capture.History;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Capture.Tests.History;

public sealed class ExportTests
{
    private const long Morning = 1_769_844_615; // 2026-01-31 07:30:15 UTC
    internal const string English = "Date,\"Weight (kg)\",\"Fat mass (kg)\",\"Bone mass (kg)\",\"Muscle mass (kg)\",\"Hydration (kg)\",Comments";

    private static readonly CaptureOptions s_utc = CaptureOptions.Default with { TimeZone = TimeZoneInfo.Utc };

    public static TheoryData<string, string> Headings => new()
    {
        { English, "\"2026-01-31 07:30:15\",77.1,16.4,3.4,57.2,41,\"\"" },
        { "Date,\"Gewicht (kg)\",\"Fettmasse (kg)\",\"Knochenmasse (kg)\",\"Muskelmasse (kg)\",\"Wasseranteil (kg)\",Kommentare", "\"2026-01-31 07:30:15\",\"77,1\",\"16,4\",\"3,4\",\"57,2\",41," },
        { "Datum;Gewicht (kg);Fettmasse (kg);Knochenmasse (kg);Muskelmasse (kg);Wasseranteil (kg);Kommentare", "31.01.2026 07:30:15;77,1;16,4;3,4;57,2;41;" },
        { "Date;Poids (kg);Masse grasse (kg);Masse osseuse (kg);Masse musculaire (kg);Hydratation (kg);Commentaires", "31/01/2026 07:30:15;77,1;16,4;3,4;57,2;41;" },
        { "date\tweight (KG)\tfat mass (kg)\tbone mass (kg)\tmuscle mass (kg)\thydration (kg)", "2026-01-31 07:30:15\t77.1\t16.4\t3.4\t57.2\t41" },
        { "Comments,\"Hydration (kg)\",\"Muscle mass (kg)\",\"Bone mass (kg)\",\"Fat mass (kg)\",\"Weight (kg)\",Date", ",41,57.2,3.4,16.4,77.1,2026-01-31T07:30:15Z" },
    };

    [Theory]
    [MemberData(nameof(Headings))]
    public void VendorsExport_InEachLanguage_Exact(string headings, string line)
    {
        Recorded recorded = Read(headings + "\r\n" + line + "\r\n");

        recorded.Summary.Format.Should().Be("withings csv");
        recorded.Summary.Warnings.Should().BeEmpty();
        HistoryRow row = recorded.Rows.Should().ContainSingle().Subject;
        row.TakenAt.Should().Be(Morning);
        row.PrecisionSeconds.Should().Be(1);
        row.Values.Should().BeEquivalentTo([Value(1, 771, -1), Value(8, 164, -1), Value(88, 34, -1), Value(76, 572, -1), Value(77, 41, 0)]);
        row.WeightTolerance.Should().Be(Value(1, 5, -2));
        row.Origin.Should().BeNull();
    }

    [Fact]
    public void VendorsExportOf2014_FatFreeMass_ToTheMinute()
    {
        HistoryRow row = Read("\"Date\",\"Gewicht (kg)\",\"Fettmasse (kg)\",\"Fettfreier Anteil (kg)\",\"Kommentare\"\n\"2014-02-13 6:04 Uhr\",\"94.34\",\"26.81\",\"67.53\",\"\"\n").Rows.Single();

        row.PrecisionSeconds.Should().Be(60);
        row.Values.Should().Equal(Value(1, 9434, -2), Value(8, 2681, -2), Value(5, 6753, -2));
    }

    [Theory]
    [InlineData("lb", "170.5", 77_337_499_085, -9)]
    [InlineData("lbs", "170.5", 77_337_499_085, -9)]
    [InlineData("st", "12,5", 79_378_664_750, -9)]
    public void OtherUnits_ByTheirDefinition_Exact(string unit, string number, long raw, int exponent)
    {
        HistoryRow row = Read($"Date;Weight ({unit})\n2026-01-31 07:30:15;{number}\n").Rows.Single();

        row.Values.Single().ToDecimalText().Should().Be(Value(1, raw, exponent).ToDecimalText());
    }

    [Fact]
    public void FatInPercent_IsTheFatRatio() =>
        Read("Date,Weight (kg),Fat mass (%)\n2026-01-31 07:30:15,77.1,20.5\n").Rows.Single().Values.Should().Equal(Value(1, 771, -1), Value(6, 205, -1));

    [Theory]
    [InlineData("\"biceps\",\"bone\",\"caliper1\",\"calories\",\"comment\",\"dateTime\",\"fat\",\"hip\",\"lbm\",\"muscle\",\"waist\",\"water\",\"weight\"", "0.0,3.4,0.0,0.0,\"\",\"2026-01-31 07:30\",20.3,0.0,61.5,40.5,0.0,53.0,77.35")]
    [InlineData("bone,dateTime,fat,lbw,muscle,water,weight", "3.4,2026-01-31 07:30,20.3,61.5,40.5,53.0,77.35")]
    [InlineData("DATE,TIME,BODY_FAT,BONE,COMMENT,LBM,MUSCLE,WATER,WEIGHT", "2026-01-31,07:30,20.3,3.4,,61.5,40.5,53.0,77.35")]
    public void OpenScale_OldAndNew(string headings, string line)
    {
        Recorded recorded = Read(headings + "\n" + line + "\n");

        recorded.Summary.Format.Should().Be("openscale csv");
        recorded.Summary.Warnings.Should().BeEmpty();
        HistoryRow row = recorded.Rows.Single();
        row.TakenAt.Should().Be(Morning - 15);
        row.PrecisionSeconds.Should().Be(60);
        row.Values.Select(value => (value.Type, value.ToDecimalText()))
            .Should().BeEquivalentTo([(1, "77.35"), (6, "20.3"), (88, "3.4"), (5, "61.5"), (76, "31.32675"), (77, "40.9955")]);
    }

    [Fact]
    public void OpenScaleToTheSecond() =>
        Read("DATE,TIME,WEIGHT\n2026-01-31,07:30:15.25,77.1\n").Rows.Single().Should().BeEquivalentTo(new { TakenAt = Morning, PrecisionSeconds = 1 });

    [Fact]
    public void WhatHasNoPlace_IsCountedAndSaid()
    {
        Recorded recorded = Read("dateTime,weight,waist,comment\n2026-01-31 07:30,77.1,88.5,\n2026-01-31 07:31,77.2,0.0,\"after, lunch\"\n");

        recorded.Rows.Should().HaveCount(2);
        recorded.Summary.Warnings.Should().Equal(
            "weights.csv: \"waist\" was not kept (1 times): there is no place for it",
            "weights.csv: \"comment\" was not kept (1 times): there is no place for it");
    }

    [Theory]
    [InlineData("yesterday,77.1,", "'yesterday' is no time; expected a date and a time like")]
    [InlineData("2026-01-31 07:30:15,heavy,", "'heavy' is no weight; expected a number like 77.1 or 77,1 under \"Weight (kg)\"")]
    [InlineData("2026-01-31 07:30:15,\"1,077.1\",", "'1,077.1' is no weight")]
    [InlineData("2026-01-31 07:30:15,0,", "'0' is no weight")]
    [InlineData("2026-01-31 07:30:15,-77.1,", "'-77.1' is no weight")]
    [InlineData("2026-01-31 07:30:15", "'' is no weight")]
    [InlineData("2026-01-31 07:30:15,77.1,much", "'much' is no number; expected one like 12.3 or 12,3 under \"Fat mass (kg)\"")]
    [InlineData("2026-01-31 07:30:15,99999999999999999999,", "is no weight")]
    [InlineData("\"2026-01-31 07:30:15,77.1,", "a quote is not closed")]
    public void BadLine_NamedWithFileAndLine_AndTheRestIsRead(string line, string said)
    {
        Recorded recorded = Read($"Date,Weight (kg),Fat mass (kg)\n2026-01-31 07:30:15,77.1,\n{line}\n2026-01-31 07:30:16,77.2,\n");

        recorded.Rows.Should().HaveCount(2);
        recorded.Summary.BadLines.Should().Be(1);
        recorded.Summary.Error.Should().BeNull();
        recorded.Summary.Warnings.Should().ContainSingle().Which.Should().StartWith("weights.csv:3: ").And.Contain(said).And.EndWith("; the line was passed over");
    }

    [Fact]
    public void LineOfALocalTimeThatNeverWas_IsReadAndSaid()
    {
        Recorded recorded = Read("Date,Weight (kg)\n2026-03-29 02:30:00,77.1\n", s_utc with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris") });

        recorded.Rows.Should().ContainSingle();
        recorded.Summary.Warnings.Should().ContainSingle().Which.Should().Contain("weights.csv:2").And.Contain("--timezone");
    }

    [Fact]
    public void ByteOrderMark_AndGzip()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(English + "\n2026-01-31 07:30:15,77.1,,,,,\n")]);
        }

        Recorded recorded = Recorded.Of(packed.ToArray(), s_utc);

        recorded.Summary.Format.Should().Be("withings csv.gz");
        recorded.Rows.Should().ContainSingle();
    }

    [Fact]
    public void AccountDownload_TheWeightsInIt()
    {
        Recorded recorded = Recorded.Of(Zip(("data/bp.csv", "Date,Systole\n"), ("data/weight.csv", English + "\n2026-01-31 07:30:15,77.1,,,,,\n")), s_utc);

        recorded.Summary.Error.Should().BeNull();
        recorded.Summary.Format.Should().Be("withings csv.zip");
        recorded.Rows.Should().ContainSingle();
    }

    [Fact]
    public void ZipWithoutWeights_OrDamaged_OrFromAPipe_SaysSo()
    {
        byte[] zip = Zip(("bp.csv", "Date,Systole\n"));

        Recorded.Of(zip).Summary.Error.Should().Contain("no weight.csv in the ZIP");
        Recorded.Of(zip[..^30]).Summary.Error.Should().Contain("the ZIP is damaged");
        Recorded.Of(new Trickle(zip)).Summary.Error.Should().Contain("name the file");
    }

    [Theory]
    [InlineData("Date,Systole\n2026-01-31 07:30:15,120\n")]
    [InlineData("Weight (kg)\n77.1\n")]
    [InlineData("Date,Weight (bananas)\n2026-01-31 07:30:15,400\n")]
    public void AnotherTable_IsNoExport(string text) =>
        Read(text).Summary.Error.Should().Contain("neither a capture nor an export").And.Contain("weight.csv");

    [Fact]
    public void MillionLines_InLittleMemory()
    {
        const int Lines = 200_000;
        var count = new Counting();
        long before = GC.GetAllocatedBytesForCurrentThread();

        CaptureSummary summary = CaptureReader.Read(new Repeated(English + "\n", "2026-01-31 07:30:15,77.1,16.4,3.4,57.2,41,\n", Lines), "weights.csv", s_utc, count);

        summary.Rows.Should().Be(Lines);
        count.Rows.Should().Be(Lines);
        // A row and its five values, and nothing of the lines they came from.
        ((GC.GetAllocatedBytesForCurrentThread() - before) / Lines).Should().BeLessThan(400);
    }

    private static MeasuredValue Value(int type, long raw, int exponent) => new(type, raw, exponent);

    private static Recorded Read(string text, CaptureOptions? options = null) => Recorded.Of(new MemoryStream(Encoding.UTF8.GetBytes(text)), options ?? s_utc, "weights.csv");

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var zipped = new MemoryStream();
        using (var zip = new ZipArchive(zipped, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in files)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return zipped.ToArray();
    }

    private sealed class Counting : ICaptureObserver
    {
        public int Rows { get; private set; }

        public void OnExchange(CapturedConnection connection, Model.Wire.Exchange exchange) => throw new InvalidOperationException("an export has no exchanges");

        public void OnClosed(CapturedConnection connection) => throw new InvalidOperationException("an export has no connections");

        public void OnHistory(HistoryRow row) => Rows++;
    }
}
