namespace ScaleProxy.Capture.Tests;

public sealed class SharedCapturesTests
{
    [SharedCapturesFact]
    public void EveryFormOfTheSameConversation_SameExchanges()
    {
        string[] files = ["ws30-association.pcap", "ws30-association.pcapng", "ws30-association-messy.pcap", "ws30-association.txt"];

        Recorded[] read = [.. files.Select(file => Recorded.Of(File.ReadAllBytes(Path.Combine(SharedCapturesFactAttribute.Folder, file))))];

        foreach (Recorded recorded in read)
        {
            recorded.Summary.Error.Should().BeNull();
            recorded.Summary.Warnings.Should().BeEmpty();
            recorded.Wire.Should().HaveCount(5).And.Equal(read[0].Wire);
        }
    }
}
