using ScaleProxy.Model.People;
using ScaleProxy.Web.Asking;

namespace ScaleProxy.Web.People;

/// <summary>What a request says of a person. Only what is given changes; null takes it back.</summary>
internal static class PersonFields
{
    private const string ShortNameField = "shortName";

    /// <summary>The person with what was given; problems are noted in the fields.</summary>
    /// <param name="fields">What was given.</param>
    /// <param name="person">As they were.</param>
    /// <param name="people">Everybody known.</param>
    /// <param name="now">The time.</param>
    public static Person Apply(Fields fields, Person person, KnownPeople people, DateTimeOffset now)
    {
        if (fields.Has("name"))
        {
            person = person with { Name = fields.Text("name") is { } name ? fields.Read("name", () => PersonValue.Name(name)) ?? person.Name : string.Empty };
        }

        if (fields.Has(ShortNameField))
        {
            person = person with { ShortName = fields.Text(ShortNameField) is { } shortName ? fields.Read(ShortNameField, () => PersonValue.ShortName(shortName)) ?? person.ShortName : person.ShortName };
        }

        if (fields.Has("heightCm"))
        {
            person = person with { Height = fields.Number("heightCm") is { } height ? fields.Read<int?>("heightCm", () => PersonValue.Height(height + "cm")) : null };
        }

        if (fields.Has("birthDate"))
        {
            person = person with { BirthDate = fields.Text("birthDate") is { } born ? fields.Read<DateOnly?>("birthDate", () => PersonValue.BirthDate(born, now)) : null };
        }

        if (fields.Has("sex"))
        {
            person = person with { Sex = fields.Text("sex") is { } sex ? fields.Read<Sex?>("sex", () => PersonValue.Sex(sex)) : null };
        }

        if (fields.Has("fatFormula"))
        {
            person = person with { FatFormula = fields.Text("fatFormula") is { } formula ? fields.Read("fatFormula", () => PersonValue.FatFormula(formula)) : null };
        }

        if (fields.Has("goalKg"))
        {
            person = person with { Goal = fields.Number("goalKg") is { } goal ? fields.Read<int?>("goalKg", () => PersonValue.Grams(goal)) : null };
        }

        if (fields.Has("enteredWeightKg"))
        {
            EnteredWeight? entered = fields.Number("enteredWeightKg") is { } weight
                ? fields.Read<EnteredWeight?>("enteredWeightKg", () => new EnteredWeight(PersonValue.Grams(weight), now.ToUnixTimeSeconds()))
                : null;
            person = person with { EnteredWeight = entered };
        }

        if (person.ShortName.Length > 0 && people.TakenShortName(person) is { } taken)
        {
            fields.Wrong(ShortNameField, $"{person.ShortName} is what scales show for {taken.Name} already; give another one, or merge the two");
        }

        return person;
    }
}
