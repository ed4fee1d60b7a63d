using System.Globalization;
using System.Text.Json;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Decode;

/// <summary>What reading the recordings again has found.</summary>
/// <param name="profileOf">What is known of a scale by now; null for nothing.</param>
internal sealed class DecodeReport(Func<string, Profile?> profileOf)
{
    /// <summary>Recordings that cannot be read, and kinds of things that were not understood, that are named; more are counted.</summary>
    public const int MaxNamed = 256;

    private readonly SortedDictionary<long, string> _unreadable = [];
    private readonly SortedDictionary<(string Kind, string Problem), (long First, int Count)> _notUnderstood = [];
    private readonly SortedSet<string> _learned = new(StringComparer.Ordinal);
    private long _lastUnreadable;

    /// <summary>Recordings that were read.</summary>
    public int Recordings { get; set; }

    /// <summary>Exchanges in them, without repeats.</summary>
    public long Exchanges { get; set; }

    /// <summary>Measurements that are new in the archive.</summary>
    public long Stored { get; set; }

    /// <summary>Measurements that were there already.</summary>
    public long Duplicates { get; set; }

    /// <summary>Recordings that cannot be read, or not all of them.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Exchanges that were not understood.</summary>
    public long NotUnderstood { get; private set; }

    /// <summary>Notes a recording that cannot be read; of several reasons the first.</summary>
    public void AddUnreadable(long recording, string why)
    {
        if (recording != _lastUnreadable)
        {
            _lastUnreadable = recording;
            Unreadable++;
            if (_unreadable.Count < MaxNamed)
            {
                _unreadable.Add(recording, why);
            }
        }
    }

    /// <summary>Notes an exchange that was not understood.</summary>
    /// <param name="recording">Its recording.</param>
    /// <param name="kind">The kind of request.</param>
    /// <param name="problem">What could not be made out, without private data.</param>
    public void AddNotUnderstood(long recording, string kind, string problem)
    {
        NotUnderstood++;
        if (_notUnderstood.TryGetValue((kind, problem), out (long First, int Count) known))
        {
            _notUnderstood[(kind, problem)] = known with { Count = known.Count + 1 };
        }
        else if (_notUnderstood.Count < MaxNamed)
        {
            _notUnderstood.Add((kind, problem), (recording, 1));
        }
    }

    /// <summary>Notes a scale of which something was learned.</summary>
    public void AddLearned(string mac) => _learned.Add(mac);

    /// <summary>Prints it for people.</summary>
    public void Print()
    {
        Console.WriteLine($"read {Plural.Of(Recordings, "recording")}, {Plural.Of(Exchanges, "exchange")}");
        foreach ((long recording, string why) in _unreadable)
        {
            Console.WriteLine($"  recording {recording.ToString(CultureInfo.InvariantCulture)}: {why}; it is kept as it is");
        }

        if (Unreadable > _unreadable.Count)
        {
            Console.WriteLine($"  and {Plural.Of(Unreadable - _unreadable.Count, "further recording")} that cannot be read");
        }

        foreach (((string kind, string problem), (long first, int count)) in _notUnderstood)
        {
            Console.WriteLine($"kept raw, not understood: {kind}: {problem} ({Plural.Of(count, "time")}, first in recording {first.ToString(CultureInfo.InvariantCulture)})");
        }

        foreach (string mac in _learned)
        {
            Console.WriteLine(profileOf(mac) is { } profile ? $"learned {LearnedText.Of(profile)}" : $"learned {mac}");
        }

        Console.WriteLine($"archived {Plural.Of(Stored, "measurement")}, {Duplicates.ToString("N0", CultureInfo.InvariantCulture)} were there already");
    }

    /// <summary>Prints it for scripts.</summary>
    public void WriteJson() => JsonDocumentWriter.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("recordings", Recordings);
        json.WriteNumber("exchanges", Exchanges);
        json.WriteNumber("measurements", Stored);
        json.WriteNumber("duplicates", Duplicates);
        json.WriteNumber("exchangesNotUnderstood", NotUnderstood);
        json.WriteNumber("recordingsUnreadable", Unreadable);
        json.WriteStartArray("learned");
        foreach (string mac in _learned)
        {
            json.WriteStringValue(mac);
        }

        json.WriteEndArray();
        WriteProblems(json);
        json.WriteEndObject();
    });

    private void WriteProblems(Utf8JsonWriter json)
    {
        json.WriteStartArray("notUnderstood");
        foreach (((string kind, string problem), (long first, int count)) in _notUnderstood)
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteString("problem", problem);
            json.WriteNumber("exchanges", count);
            json.WriteNumber("recording", first);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("unreadable");
        foreach ((long recording, string why) in _unreadable)
        {
            json.WriteStartObject();
            json.WriteNumber("recording", recording);
            json.WriteString("problem", why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
