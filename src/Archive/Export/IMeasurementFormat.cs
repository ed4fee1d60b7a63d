using System.Buffers;

namespace ScaleProxy.Archive.Export;

/// <summary>How measurements are written for another program. Written bytes go to whoever asked; nothing else happens.</summary>
public interface IMeasurementFormat
{
    /// <summary>Whether it can go on and on: what is written of a measurement stands there before the next one is known.</summary>
    bool CanFollow { get; }

    /// <summary>Writes what comes before all measurements.</summary>
    /// <param name="output">Takes the bytes.</param>
    void Begin(IBufferWriter<byte> output)
    {
        // Most formats are lines that need none.
    }

    /// <summary>Writes a measurement, or takes note of it.</summary>
    /// <param name="measurement">The measurement; good for the call alone.</param>
    /// <param name="output">Takes the bytes.</param>
    void Write(StoredMeasurement measurement, IBufferWriter<byte> output);

    /// <summary>Writes what makes good what was written up to here, though more may come.</summary>
    /// <param name="output">Takes the bytes.</param>
    void Settle(IBufferWriter<byte> output)
    {
        // In most formats a line is whole by itself.
    }

    /// <summary>Writes what comes after all measurements.</summary>
    /// <param name="output">Takes the bytes.</param>
    void End(IBufferWriter<byte> output)
    {
        // As at the beginning.
    }
}
