using System.CommandLine;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Body;
using ScaleProxy.Model.People;

namespace ScaleProxy.Cli.People;

/// <summary>The options that say something of a person.</summary>
internal sealed class PersonOptions
{
    private const string None = "none";

    private readonly Option<string?> _shortName = new("--short-name") { Description = "What scales show: up to three letters or digits", HelpName = "ABC" };
    private readonly Option<string?> _height = new("--height") { Description = "How tall they are, in centimetres or metres: 172.7 or 1.727", HelpName = "CM" };
    private readonly Option<string?> _birthDate = new("--birth-date") { Description = "When they were born", HelpName = "2001-12-31" };
    private readonly Option<string?> _sex = new("--sex") { Description = "The sex that formulas are to go by: male or female", HelpName = "SEX" };
    private readonly Option<string?> _weight = new("--weight") { Description = "About what they weigh, so that a scale recognises them", HelpName = "KG" };
    private readonly Option<string?> _goal = new("--goal") { Description = "What they want to weigh", HelpName = "KG" };
    private readonly Option<string?> _fatFormula = new("--fat-formula") { Description = "How their fat is worked out: " + string.Join(", ", FatFormula.All.Select(formula => formula.Name)), HelpName = "NAME" };
    private readonly Option<string[]> _vendorIds = new("--vendor-id") { Description = "A number of the vendor's that means them too; may be given several times", HelpName = "N" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_shortName);
        command.Options.Add(_height);
        command.Options.Add(_birthDate);
        command.Options.Add(_sex);
        command.Options.Add(_weight);
        command.Options.Add(_goal);
        command.Options.Add(_fatFormula);
        command.Options.Add(_vendorIds);
    }

    /// <summary>Whether a short name was given.</summary>
    public bool GivesShortName(ParseResult line) => line.GetValue(_shortName) is not null;

    /// <summary>The person with what was given.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="person">As they were.</param>
    /// <param name="people">Everybody known.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="UserException">Something given makes no sense, or is somebody else's.</exception>
    public Person Apply(ParseResult line, Person person, KnownPeople people, DateTimeOffset now)
    {
        person = WithVendorIds(line.GetValue(_vendorIds) ?? [], person, people);
        person = line.GetValue(_shortName) is { } shortName ? person with { ShortName = Read(_shortName, () => PersonValue.ShortName(shortName)) } : person;
        person = line.GetValue(_height) is { } height ? person with { Height = height == None ? null : Read(_height, () => PersonValue.Height(height)) } : person;
        person = line.GetValue(_birthDate) is { } born ? person with { BirthDate = born == None ? null : Read(_birthDate, () => PersonValue.BirthDate(born, now)) } : person;
        person = line.GetValue(_sex) is { } sex ? person with { Sex = sex == None ? null : Read(_sex, () => PersonValue.Sex(sex)) } : person;
        person = line.GetValue(_fatFormula) is { } formula ? person with { FatFormula = formula == None ? null : Read(_fatFormula, () => PersonValue.FatFormula(formula)) } : person;
        person = line.GetValue(_weight) is { } weight
            ? person with { EnteredWeight = weight == None ? null : new EnteredWeight(Read(_weight, () => PersonValue.Grams(weight)), now.ToUnixTimeSeconds()) }
            : person;
        person = line.GetValue(_goal) is { } goal ? person with { Goal = goal == None ? null : Read(_goal, () => PersonValue.Grams(goal)) } : person;
        RefuseShortNameOfAnother(person, people);
        return person;
    }

    // Somebody whom only the vendor named becomes this person, with what the vendor said of them.
    private Person WithVendorIds(string[] given, Person person, KnownPeople people)
    {
        foreach (string text in given)
        {
            long id = Read(_vendorIds, () => PersonValue.VendorId(text));
            Person? owner = people.Of(id);
            if (owner is not null && owner.IsEdited && owner.IsAnother(person))
            {
                throw new UserException($"{_vendorIds.Name}: {id} means {owner.Name} already; `scaleproxy users merge` makes one person of two");
            }

            person = person.MergedWith(owner ?? new Person { Name = string.Empty, ShortName = string.Empty, VendorIds = [id] });
        }

        return person;
    }

    /// <summary>A name.</summary>
    /// <param name="argument">What it was given as.</param>
    /// <param name="text">The text given.</param>
    /// <exception cref="UserException">It is none.</exception>
    public static string Name(string argument, string text) => Read(argument, () => PersonValue.Name(text));

    /// <summary>A weight in kilograms.</summary>
    /// <returns>g.</returns>
    /// <inheritdoc cref="Name"/>
    public static int Grams(string argument, string text) => Read(argument, () => PersonValue.Grams(text));

    private static T Read<T>(Option option, Func<T> value) => Read(option.Name, value);

    private static T Read<T>(string argument, Func<T> value)
    {
        try
        {
            return value();
        }
        catch (PersonValueException wrong)
        {
            throw new UserException($"{argument}: {wrong.Message}");
        }
    }

    private void RefuseShortNameOfAnother(Person person, KnownPeople people)
    {
        if (people.TakenShortName(person) is { } taken)
        {
            throw new UserException($"{_shortName.Name}: {person.ShortName} is what scales show for {taken.Name} already; give another one, or make one person of the two with `scaleproxy users merge`");
        }
    }
}
