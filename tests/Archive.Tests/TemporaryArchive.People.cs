using System.Globalization;
using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Tests;

/// <summary>People, and a scale whose vendor named some.</summary>
internal sealed partial class TemporaryArchive
{
    public static Person Ann { get; } = new()
    {
        Name = "Anna",
        ShortName = "ANN",
        Height = 1684,
        BirthDate = new DateOnly(1980, 2, 29),
        BornAbout = new DateOnly(1980, 5, 2),
        Sex = Sex.Female,
        FatFormula = "sun",
        EnteredWeight = new EnteredWeight(63_500, 1_767_000_000),
        IsAdded = true,
        VendorIds = [71, 70],
    };

    /// <summary>The scale, with a session reply that names people: number, short name, kilograms, and when, unix seconds.</summary>
    public static Profile ScaleOf(params (long Id, string Name, decimal Weight, long At)[] people)
    {
        IEnumerable<string> users = people.Select(person => string.Create(
            CultureInfo.InvariantCulture, $$"""{"id":{{person.Id}},"sn":"{{person.Name}}","wt":{{person.Weight}},"ht":1.7,"agt":30,"sx":0,"fm":3,"cr":{{person.At}},"att":0}"""));
        string body = """{"status":0,"body":{"sp":{"users":[USERS]}}}""".Replace("USERS", string.Join(',', users), StringComparison.Ordinal);
        byte[] reply = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        return new Profile { Mac = Mac, FirstSeen = Now, LastSeen = Now, Replies = [new LearnedReply(RequestKind.SessionNew, JsonStatus.Ok, reply, Now)] };
    }
}
