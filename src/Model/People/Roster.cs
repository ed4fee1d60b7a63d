namespace ScaleProxy.Model.People;

/// <summary>Whom a scale is told of.</summary>
public static class Roster
{
    /// <summary>
    /// Those that the learned reply names and nobody removed, in its order, then those that their owner added. Of several
    /// numbers of one person that the reply names, the first of the person's own is told: a merge keeps the number of
    /// whom the other one was merged into, and with it what the vendor said of them.
    /// </summary>
    /// <param name="learned">The people of the scale's learned reply.</param>
    /// <param name="people">Everybody known.</param>
    public static IReadOnlyList<RosterEntry> Of(IReadOnlyList<SessionPerson> learned, KnownPeople people)
    {
        var roster = new List<RosterEntry>(learned.Count);
        var named = new HashSet<long>(learned.Select(person => person.Id));
        foreach (SessionPerson person in learned)
        {
            if (people.Of(person.Id) is not { IsEdited: true } edited)
            {
                roster.Add(new RosterEntry(person.Id, [person.Id], person, null));
            }
            else if (!edited.IsRemoved && edited.VendorIds.First(named.Contains) == person.Id)
            {
                roster.Add(new RosterEntry(person.Id, edited.VendorIds, person, edited));
            }
        }

        foreach (Person person in people.All)
        {
            if (person is { IsAdded: true, IsRemoved: false, VendorIds: [long first, ..] } && !person.VendorIds.Any(named.Contains))
            {
                roster.Add(new RosterEntry(first, person.VendorIds, null, person));
            }
        }

        return roster;
    }
}
