using System.CommandLine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Simulate;

/// <summary>A scale's secret on the command line. What was given is never repeated.</summary>
internal static class ScaleSecret
{
    /// <summary>An option that takes a secret.</summary>
    public static Option<string?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SECRET",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (MaintenanceBlob.IsSecret(text))
            {
                return text;
            }

            result.AddError($"{name}: what was given is no secret; a scale's is {MaintenanceBlob.SecretLength} printable characters");
            return null;
        },
    };

    /// <summary>An option that takes a scale with its secret, and may be given several times.</summary>
    public static Option<KeyValuePair<string, string>[]> ByScale(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "MAC=SECRET",
        CustomParser = result =>
        {
            var scales = new List<KeyValuePair<string, string>>();
            foreach (System.CommandLine.Parsing.Token token in result.Tokens)
            {
                string[] parts = token.Value.Split('=', 2);
                if (parts is [var address, var secret] && MacAddress.TryNormalize(address) is { } mac && MaintenanceBlob.IsSecret(secret))
                {
                    scales.Add(new(mac, secret));
                }
                else
                {
                    result.AddError($"{name}: give MAC=SECRET, like 00:24:e4:a1:b2:c3= and the {MaintenanceBlob.SecretLength} printable characters of its secret");
                }
            }

            return [.. scales];
        },
    };
}
