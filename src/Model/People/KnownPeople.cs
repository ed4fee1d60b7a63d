using System.Globalization;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.People;

/// <summary>Everybody known: those that their owner has entered or changed, and those that only the vendor's replies name.</summary>
public sealed class KnownPeople
{
    private readonly Dictionary<long, Person> _byVendorId = [];

    /// <summary>Joins what their owner said with what the vendor did.</summary>
    /// <param name="edited">People that their owner has entered or changed.</param>
    /// <param name="named">Everybody the vendor named, be it long ago; an edited one is passed over.</param>
    /// <param name="said">What the vendor's session replies say of people, and when it was; the last of each person counts.</param>
    public KnownPeople(IReadOnlyList<Person> edited, IReadOnlyList<ScaleUser> named, IReadOnlyList<(SessionPerson Person, DateTimeOffset SeenAt)> said)
    {
        List<Person> all = [.. edited];
        foreach (Person person in edited)
        {
            foreach (long id in person.VendorIds)
            {
                _byVendorId[id] = person;
            }
        }

        Dictionary<long, (SessionPerson Person, DateTimeOffset SeenAt)> details = [];
        foreach ((SessionPerson Person, DateTimeOffset SeenAt) detail in said)
        {
            details[detail.Person.Id] = detail;
        }

        foreach (ScaleUser user in named)
        {
            if (!_byVendorId.ContainsKey(user.Id))
            {
                Person person = details.TryGetValue(user.Id, out var detail) ? Learned(user, detail.Person, detail.SeenAt) : Learned(user, default, default);
                _byVendorId[user.Id] = person;
                all.Add(person);
            }
        }

        All = all;
    }

    /// <summary>Nobody.</summary>
    public static KnownPeople Nobody { get; } = new([], [], []);

    /// <summary>All of them, edited ones first, each kind in the order of its numbers.</summary>
    public IReadOnlyList<Person> All { get; }

    /// <summary>Whom a vendor's number means; null where it means nobody known.</summary>
    /// <param name="vendorId">The number.</param>
    public Person? Of(long vendorId) => _byVendorId.GetValueOrDefault(vendorId);

    /// <summary>
    /// Who has a person's short name already; null where nobody else does. The vendor may have given one twice: whoever has it
    /// already may keep it.
    /// </summary>
    /// <param name="person">As they are to be.</param>
    public Person? TakenShortName(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        ILookup<bool, Person> having = All
            .Where(known => !known.IsRemoved && string.Equals(known.ShortName, person.ShortName, StringComparison.OrdinalIgnoreCase))
            .ToLookup(known => known.IsAnother(person));
        return having[false].Any() ? null : having[true].FirstOrDefault();
    }

    /// <summary>
    /// Who is called that: by short name, else by name, else by a vendor's number, else by the number in the archive, in any
    /// case. Somebody who was removed is found where nobody else is called so.
    /// </summary>
    /// <param name="text">What somebody typed.</param>
    /// <returns>Several where the vendor gave a short name twice.</returns>
    public IReadOnlyList<Person> Named(string text)
    {
        string asked = text.Trim();
        long? number = long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;
        Func<Person, bool>[] ways =
        [
            person => string.Equals(person.ShortName.Trim(), asked, StringComparison.OrdinalIgnoreCase),
            person => string.Equals(person.Name, asked, StringComparison.OrdinalIgnoreCase),
            person => number is { } vendorId && person.VendorIds.Contains(vendorId),
            person => number is not null && person.Id == number,
        ];
        foreach (bool removed in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (Func<Person, bool> way in ways)
            {
                Person[] found = [.. All.Where(person => person.IsRemoved == removed && way(person))];
                if (found.Length > 0)
                {
                    return found;
                }
            }
        }

        return [];
    }

    // What a reply says of nobody's height or age is 0.
    private static Person Learned(ScaleUser user, SessionPerson said, DateTimeOffset seenAt) => new()
    {
        Name = user.ShortName.Trim(),
        ShortName = user.ShortName,
        Height = said.Height is > 0 and < 3 ? (int)decimal.Round(said.Height * 1000) : null,
        BornAbout = said.Age is > 0 and < 150 && seenAt > DateTimeOffset.UnixEpoch
            ? DateOnly.FromDateTime(seenAt.UtcDateTime.AddYears(-(int)said.Age).AddDays(-(double)((said.Age % 1) * 365.2425m)))
            : null,
        Sex = said.Sex is 0 or 1 ? (Sex)said.Sex : null,
        VendorIds = [user.Id],
    };
}
