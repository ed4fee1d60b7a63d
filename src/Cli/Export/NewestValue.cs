using System.Globalization;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Export;

/// <summary>The newest of the values that a name means.</summary>
internal sealed class NewestValue
{
    // Not one of the vendor's types: the scale says its battery with each session, not with each measurement.
    private const int Battery = -1;

    private readonly int _type;
    private MeasuredValue? _newest;

    private NewestValue(int type) => _type = type;

    /// <summary>Whether there is one.</summary>
    public bool IsKnown => _newest is not null;

    /// <summary>What a name means.</summary>
    /// <param name="name"><c>battery</c>, <c>re</c>, <c>ri</c>, a metric's name or a type's number.</param>
    /// <exception cref="UserException">Nothing.</exception>
    public static NewestValue Of(string name)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return new NewestValue(number);
        }

        return new NewestValue(name.ToLowerInvariant() switch
        {
            "battery" => Battery,
            "re" => MeasureType.ExtracellularResistance,
            "ri" => MeasureType.IntracellularResistance,
            string metric => MetricName.TypeOf(metric) ?? throw new UserException($"--values: there is no value '{name}'; take weight, re, ri, battery, a name like fat_ratio, or the number of a type"),
        });
    }

    /// <summary>Takes note of a measurement, which is newer than those before.</summary>
    public void See(StoredMeasurement measurement)
    {
        MeasuredValue? value = _type != Battery ? measurement.Measurement.Find(_type)
            : measurement.Battery is { } battery ? new MeasuredValue(Battery, battery, 0) : null;
        _newest = value ?? _newest;
    }

    /// <summary>The value in decimal; <c>UNKNOWN</c>, as MRTG has it, where there is none.</summary>
    /// <param name="times">What it is multiplied by before it is rounded; 0 leaves it exact.</param>
    public string Text(int times) =>
        _newest is not { } newest ? "UNKNOWN"
        : times == 0 ? newest.ToDecimalText()
        : newest.ToDecimal() is { } value and < int.MaxValue ? Math.Round(value * times, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture) : "UNKNOWN";
}
