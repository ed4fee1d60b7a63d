namespace ScaleProxy.Replay.Tests.Simulation.Answering;

/// <summary>Random numbers that count upwards, so that what is made of them can be told beforehand.</summary>
internal sealed class FixedRandom : Random
{
    private int _next = 0x1000;

    public override int Next() => ++_next;

    public override int Next(int maxValue) => 6;

    public override int Next(int minValue, int maxValue) => minValue + 1;

    public override void NextBytes(byte[] buffer) => Array.Fill(buffer, (byte)0xAB);
}
