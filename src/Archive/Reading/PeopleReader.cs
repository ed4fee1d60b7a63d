using System.Globalization;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Reading;

/// <summary>Reads people: as their owner has them, and as the vendor's replies have them.</summary>
/// <param name="database">The connection.</param>
internal sealed class PeopleReader(Database database) : IDisposable
{
    private readonly Statement _people = database.Prepare(
        """
        SELECT id, name, short_name, height, birth_date, born_about, sex, fat_formula, entered_weight, entered_at, added, removed, goal
        FROM person ORDER BY id
        """);

    private readonly Statement _vendorIds = database.Prepare(
        "SELECT person_id, vendor_id FROM person_vendor_id ORDER BY person_id, position, vendor_id");

    private readonly Statement _users = database.Prepare("SELECT id, short_name FROM scale_user ORDER BY id");

    private readonly Statement _replies = database.Prepare(
        "SELECT raw, seen_at FROM learned_reply WHERE kind = $1 AND status = '0' ORDER BY seen_at, mac");

    private readonly Statement _reply = database.Prepare(
        "SELECT raw, seen_at FROM learned_reply WHERE mac = $1 AND kind = $2 AND status = '0'");

    /// <summary>Everybody known.</summary>
    public KnownPeople All() => database.AtOneMoment(AllOfTheMoment);

    /// <summary>Everybody known at the moment of the transaction that is open.</summary>
    public KnownPeople AllOfTheMoment() => new(Edited(), Named(), Said(_replies.Bind(1, RequestKind.SessionNew)));

    /// <summary>Everybody the vendor's replies named, in order of their numbers.</summary>
    public IReadOnlyList<ScaleUser> Named()
    {
        var users = new List<ScaleUser>();
        while (_users.Step())
        {
            users.Add(new ScaleUser(_users.Int64(0), _users.Text(1)));
        }

        return users;
    }

    /// <summary>Those whom their owner has entered or changed, in order of their numbers.</summary>
    public List<Person> Edited()
    {
        Dictionary<long, List<long>> numbers = VendorIds();
        var people = new List<Person>();
        while (_people.Step())
        {
            long id = _people.Int64(0);
            people.Add(new Person
            {
                Id = id,
                Name = _people.Text(1),
                ShortName = _people.Text(2),
                Height = _people.NullableInt32(3),
                BirthDate = DateOf(_people.NullableText(4)),
                BornAbout = DateOf(_people.NullableText(5)),
                Sex = (Sex?)_people.NullableInt32(6),
                FatFormula = _people.NullableText(7),
                EnteredWeight = _people.NullableInt32(8) is { } grams ? new EnteredWeight(grams, _people.Int64(9)) : null,
                IsAdded = _people.Int32(10) != 0,
                IsRemoved = _people.Int32(11) != 0,
                Goal = _people.NullableInt32(12),
                VendorIds = numbers.GetValueOrDefault(id) ?? [],
            });
        }

        return people;
    }

    /// <summary>What the learned session reply of one scale says of its people, in its order.</summary>
    public IReadOnlyList<SessionPerson> SaidOf(string mac) =>
        [.. Said(_reply.Bind(1, mac).Bind(2, RequestKind.SessionNew)).Select(said => said.Person)];

    /// <inheritdoc/>
    public void Dispose()
    {
        _people.Dispose();
        _vendorIds.Dispose();
        _users.Dispose();
        _replies.Dispose();
        _reply.Dispose();
    }

    private Dictionary<long, List<long>> VendorIds()
    {
        var numbers = new Dictionary<long, List<long>>();
        while (_vendorIds.Step())
        {
            if (!numbers.TryGetValue(_vendorIds.Int64(0), out List<long>? own))
            {
                numbers[_vendorIds.Int64(0)] = own = [];
            }

            own.Add(_vendorIds.Int64(1));
        }

        return numbers;
    }

    private static List<(SessionPerson Person, DateTimeOffset SeenAt)> Said(Statement replies)
    {
        var said = new List<(SessionPerson Person, DateTimeOffset SeenAt)>();
        while (replies.Step())
        {
            DateTimeOffset seenAt = Timestamp.ToTime(replies.Int64(1));
            foreach (SessionPerson person in PeopleIn(new LearnedReply(RequestKind.SessionNew, JsonStatus.Ok, replies.Blob(0), seenAt)))
            {
                said.Add((person, seenAt));
            }
        }

        return said;
    }

    private static IReadOnlyList<SessionPerson> PeopleIn(LearnedReply reply)
    {
        try
        {
            return ReplyFields.PeopleOf(reply.Message().Body.Span);
        }
        catch (InvalidDataException)
        {
            // A damaged reply names nobody. Whoever wants to answer with it is told; measurements can be read all the same.
            return [];
        }
    }

    private static DateOnly? DateOf(string? text) =>
        text is null ? null : DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture);
}
