using System.Globalization;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.People;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores people as their owner has them.</summary>
/// <param name="database">The connection that writes.</param>
internal sealed class PersonStore(Database database) : IDisposable
{
    private readonly Statement _insert = database.Prepare(
        """
        INSERT INTO person (name, short_name, height, birth_date, born_about, sex, fat_formula, entered_weight, entered_at, added, removed, goal)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """);

    private readonly Statement _update = database.Prepare(
        """
        UPDATE person SET name = $1, short_name = $2, height = $3, birth_date = $4, born_about = $5, sex = $6, fat_formula = $7,
            entered_weight = $8, entered_at = $9, added = $10, removed = $11, goal = $12
        WHERE id = $13
        """);

    private readonly Statement _vendorId = database.Prepare(
        """
        INSERT INTO person_vendor_id (vendor_id, person_id, position) VALUES ($1, $2, $3)
        ON CONFLICT (vendor_id) DO UPDATE SET person_id = excluded.person_id, position = excluded.position
        """);

    // SQLite gives the number of somebody who became one with another again to the next; the vendor's number made up of it stays
    // with the other one.
    private readonly Statement _taken = database.Prepare("SELECT 1 FROM person_vendor_id WHERE vendor_id = $1");

    private readonly Statement _delete = database.Prepare("DELETE FROM person WHERE id = $1");

    /// <summary>Stores somebody, new or changed. Whoever has no vendor's number is given one; a number of somebody else's is theirs from now on.</summary>
    /// <returns>Their number in the archive.</returns>
    public long Store(Person person)
    {
        long id;
        if (person.Id is { } known)
        {
            Bind(_update, person).Bind(13, known).Run();
            id = known;
        }
        else
        {
            id = Bind(_insert, person).Insert()!.Value;
        }

        IReadOnlyList<long> numbers = person.VendorIds.Count > 0 ? person.VendorIds : [MadeUpId(id)];
        for (int i = 0; i < numbers.Count; i++)
        {
            _vendorId.Bind(1, numbers[i]).Bind(2, id).Bind(3, i).Run();
        }

        return id;
    }

    /// <summary>Forgets somebody who has become one with another person, who has the vendor's numbers by now.</summary>
    public void Forget(long id) => _delete.Bind(1, id).Run();

    /// <inheritdoc/>
    public void Dispose()
    {
        _insert.Dispose();
        _update.Dispose();
        _vendorId.Dispose();
        _taken.Dispose();
        _delete.Dispose();
    }

    private long MadeUpId(long id)
    {
        long number = Person.FirstMadeUpId + id;
        while (_taken.Bind(1, number).Step())
        {
            _taken.Reset();
            number++;
        }

        return number;
    }

    private static Statement Bind(Statement statement, Person person) =>
        statement.Bind(1, person.Name)
            .Bind(2, person.ShortName)
            .Bind(3, person.Height)
            .Bind(4, TextOf(person.BirthDate))
            .Bind(5, TextOf(person.BornAbout))
            .Bind(6, (long?)person.Sex)
            .Bind(7, person.FatFormula)
            .Bind(8, person.EnteredWeight?.Grams)
            .Bind(9, person.EnteredWeight?.EnteredAt)
            .Bind(10, person.IsAdded ? 1 : 0)
            .Bind(11, person.IsRemoved ? 1 : 0)
            .Bind(12, person.Goal);

    private static string? TextOf(DateOnly? date) => date?.ToString("O", CultureInfo.InvariantCulture);
}
