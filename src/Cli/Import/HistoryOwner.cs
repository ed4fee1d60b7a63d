using System.Globalization;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Import;

/// <summary>Whose the measurements are, and of which scale, in an export that says neither.</summary>
/// <param name="Mac">The scale, lower case with colons; <see cref="MacAddress.OfNone"/> for none that is known.</param>
/// <param name="Person">The person; null for nobody in particular.</param>
internal sealed record HistoryOwner(string Mac, ScaleUser? Person)
{
    /// <summary>Nobody's, of no scale.</summary>
    public static HistoryOwner Unknown { get; } = new(MacAddress.OfNone, null);

    /// <summary>Finds out who is meant.</summary>
    /// <param name="archive">Who and which scales are known.</param>
    /// <param name="user"><c>--user</c>: a short name, or the vendor's number; null where it was not given.</param>
    /// <param name="mac"><c>--mac</c>; where it was not given, the scale is the only one known, or none.</param>
    /// <exception cref="UserException">Nobody is called so, or more than one.</exception>
    public static HistoryOwner Find(ScaleArchive archive, string? user, string? mac)
    {
        if (mac is null && archive.Profiles() is [Profile only])
        {
            mac = only.Mac;
        }

        return new HistoryOwner(mac ?? MacAddress.OfNone, user is null ? null : PersonOf(user.Trim(), archive.Users()));
    }

    /// <summary>For a person to read.</summary>
    public override string ToString()
    {
        string person = Person is not { } known ? "nobody in particular (--user says whose they are)"
            : known.ShortName.Length == 0 ? known.Id.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{known.ShortName} ({known.Id})");
        return $"{person}, {(Mac == MacAddress.OfNone ? $"as of scale {Mac}, which stands for none that is known (--mac names one)" : "as of scale " + Mac)}";
    }

    private static ScaleUser PersonOf(string asked, IReadOnlyList<ScaleUser> users)
    {
        ScaleUser[] named = [.. users.Where(user => string.Equals(user.ShortName.Trim(), asked, StringComparison.OrdinalIgnoreCase))];
        if (named.Length > 1)
        {
            throw new UserException($"--user: {named.Length} people are called '{asked}'; give one of the numbers {string.Join(", ", named.Select(user => user.Id))}");
        }

        if (named is [ScaleUser person])
        {
            return person;
        }

        if (!long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            string known = users.Count == 0 ? "nobody is known yet" : "known are " + string.Join(", ", users.Select(user => user.ShortName));
            throw new UserException($"--user: nobody is called '{asked}' ({known}); give a short name, or the vendor's number of a person");
        }

        foreach (ScaleUser user in users)
        {
            if (user.Id == id)
            {
                return user;
            }
        }

        // Known to the vendor, if not to us yet.
        return new ScaleUser(id, string.Empty);
    }
}
