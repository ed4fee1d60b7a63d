using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Learn;

/// <summary>Tells the owner, as conversations complete, what is known now, and what is still missing; nothing twice.</summary>
/// <param name="log">Where to.</param>
/// <param name="serveCommand">What to type when a scale's profile is complete.</param>
internal sealed class LiveReport(LearnLog log, string serveCommand)
{
    // The learner's limit on scales is the limit here.
    private readonly Dictionary<string, Said> _said = new(StringComparer.Ordinal);

    /// <summary>Measurements of a scale are on the disk.</summary>
    public void Count(string mac, int measurements) => Of(mac).Measurements += measurements;

    /// <summary>A conversation is over and on the disk.</summary>
    public void Tell(Profile profile)
    {
        Said said = Of(profile.Mac);
        string known = $"{LearnedText.Of(profile)} (once and MD5), secret {(profile.Secret is null ? "not known" : "known")}, {Plural.Of(said.Measurements, "measurement")} seen";
        if (said.Known != known)
        {
            said.Known = known;
            log.Learned(known);
        }

        string missing = string.Join(", and ", profile.Missing());
        if (said.Missing == missing)
        {
            return;
        }

        said.Missing = missing;
        if (missing.Length == 0)
        {
            log.Complete(profile.Mac, serveCommand);
        }
        else
        {
            log.Missing(profile.Mac, missing);
        }
    }

    private Said Of(string mac)
    {
        if (!_said.TryGetValue(mac, out Said? said))
        {
            _said[mac] = said = new Said();
        }

        return said;
    }

    private sealed class Said
    {
        public int Measurements { get; set; }

        public string? Known { get; set; }

        public string? Missing { get; set; }
    }
}
