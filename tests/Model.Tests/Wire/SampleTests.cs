using FsCheck;
using FsCheck.Xunit;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Wire;

/// <summary>"These bytes in, these messages out": the table of samples, whole, in pieces, and damaged.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Names => [.. Sample.All.Select(sample => sample.Name)];

    [Fact]
    public void EverySample_IsInTheTable() =>
        Directory.GetFiles(Sample.Folder(), "*.http").Select(Path.GetFileNameWithoutExtension)
            .Should().BeEquivalentTo(Sample.All.Select(sample => sample.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Whole_IsReadAsTheTableSays(string name)
    {
        Sample sample = Sample.Named(name);

        sample.Read(Strictness.Strict).Lines.Should().Equal(sample.Strict);
        sample.Read(Strictness.Tolerant).Lines.Should().Equal(sample.Tolerant);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OneByteAtATime_IsReadAsTheTableSays(string name)
    {
        Sample sample = Sample.Named(name);
        IEnumerable<int> everywhere = Enumerable.Range(0, sample.Bytes.Length);

        sample.Read(Strictness.Strict, everywhere).Lines.Should().Equal(sample.Strict);
        sample.Read(Strictness.Tolerant, everywhere).Lines.Should().Equal(sample.Tolerant);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void RawOfAllMessages_IsWhatWasFed(string name)
    {
        Sample sample = Sample.Named(name);
        Reading reading = sample.Read(Strictness.Strict);
        byte[] raw = [.. reading.Messages.SelectMany(message => message.Raw.ToArray())];

        if (reading.Error is null && !string.Equals(name, "request-empty-lines", StringComparison.Ordinal))
        {
            raw.Should().Equal(sample.Bytes);
        }
        else
        {
            // Up to the broken rule; an empty line before a start line belongs to no message.
            raw.Length.Should().BeLessThan(sample.Bytes.Length);
        }
    }

    [Property(MaxTest = 50)]
    public void SplitAnywhere_IsReadTheSame(NonNegativeInt[] cuts)
    {
        foreach (Sample sample in Sample.All)
        {
            sample.Read(Strictness.Strict, Places(cuts, sample.Bytes)).Lines.Should().Equal(sample.Strict, "of {0}", sample);
            sample.Read(Strictness.Tolerant, Places(cuts, sample.Bytes)).Lines.Should().Equal(sample.Tolerant, "of {0}", sample);
        }
    }

    [Property(MaxTest = 60)]
    public void Damaged_BreaksARuleOrIsMadeDoWith(NonEmptyArray<Damage> damages, NonNegativeInt[] cuts)
    {
        foreach (Sample sample in Sample.All)
        {
            byte[] bytes = damages.Get.Aggregate(sample.Bytes, (whole, damage) => damage.To(whole));
            foreach (Strictness strictness in Enum.GetValues<Strictness>())
            {
                Reading whole = Reading.Of(sample.Kind, strictness, sample.ToHead, bytes, []);
                Reading split = Reading.Of(sample.Kind, strictness, sample.ToHead, bytes, Places(cuts, bytes));

                split.Lines.Should().Equal(whole.Lines, "{0} is the same however it is cut", sample);
                split.Messages.Select(message => message.Raw.ToArray()).Should().BeEquivalentTo(whole.Messages.Select(message => message.Raw.ToArray()));
                if (strictness == Strictness.Tolerant)
                {
                    whole.Error.Should().BeNull("the tolerant reading makes do");
                }
            }
        }
    }

    private static IEnumerable<int> Places(NonNegativeInt[] cuts, byte[] bytes) => cuts.Select(cut => cut.Get * 7 % (bytes.Length + 1)).Order();

    /// <summary>A byte turned, put in or taken out somewhere.</summary>
    public readonly record struct Damage(byte Way, ushort Place, byte Value)
    {
        // What means something in HTTP does more damage than any byte.
        private static ReadOnlySpan<byte> Telling => "\r\n \t:;,0\0fHP"u8;

        internal byte[] To(byte[] bytes)
        {
            int at = Place * 31 % (bytes.Length + 1);
            byte value = Way < 128 ? Telling[Value % Telling.Length] : Value;
            return (Way % 3) switch
            {
                0 => [.. bytes[..at], value, .. bytes[at..]],
                1 when at < bytes.Length => [.. bytes[..at], .. bytes[(at + 1)..]],
                2 when at < bytes.Length => [.. bytes[..at], value, .. bytes[(at + 1)..]],
                _ => bytes,
            };
        }
    }
}
