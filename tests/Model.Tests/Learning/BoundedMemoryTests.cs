using FsCheck.Xunit;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Model.Tests.Learning;

public class BoundedMemoryTests
{
    [Fact]
    public void BeyondItsCapacity_TheOneSetLongestAgoGoes()
    {
        var memory = new BoundedMemory<string>(2);
        memory.Set("a", "1");
        memory.Set("b", "2");
        memory.Set("a", "3");
        memory.Set("c", "4");

        memory.Find("b").Should().BeNull();
        memory.Find("a").Should().Be("3");
        memory.Find("c").Should().Be("4");
    }

    [Fact]
    public void OneNameSetOftenAgain_PushesNoOtherOut()
    {
        var memory = new BoundedMemory<string>(3);
        memory.Set("quiet", "here");
        for (int i = 0; i < 100; i++)
        {
            memory.Set("chatty", "again");
        }

        memory.Find("quiet").Should().Be("here");
    }

    [Property]
    public bool AnySequence_HoldsTheNewestNamesUpToItsCapacity(byte[] names)
    {
        var memory = new BoundedMemory<string>(5);
        foreach (byte name in names)
        {
            memory.Set($"{name % 9}", $"{name}");
        }

        List<string> newest = [.. names.Reverse().Select(name => $"{name % 9}").Distinct().Take(5)];
        return memory.Count == newest.Count && newest.TrueForAll(name => memory.Find(name) is not null);
    }
}
