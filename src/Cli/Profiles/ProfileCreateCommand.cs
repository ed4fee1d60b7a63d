using System.CommandLine;
using System.CommandLine.Parsing;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;
using ScaleProxy.Cli.Simulate;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Profiles;

/// <summary>
/// <c>scaleproxy profile create</c>: a profile for a scale that was never recorded, and whose secret its owner knows. Nothing is invented:
/// its replies are those that were learned of another scale, to the byte, until <c>learn</c> sees its own.
/// </summary>
internal static class ProfileCreateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var mac = new Argument<string>("MAC") { Description = "The scale" };
        Option<string?> secret = ScaleSecret.Option("--secret", "Its secret, 16 characters; other users of this machine can see it on the command line");
        var fromInput = new Option<bool>("--secret-stdin") { Description = "Read its secret from standard input" };
        var like = new Option<string?>("--like") { Description = "The scale whose replies it is given: a known one's address, or a file of `profile export` (default: the only one known)", HelpName = "MAC|FILE" };
        var command = new Command("create", "A profile for a scale that was never recorded and whose secret you know, with another one's replies") { mac, secret, fromInput, like };
        command.Validators.Add(result => RequireOneSecret(result, secret, fromInput));
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            string scale = MacArgument.Read("MAC", line.GetValue(mac))!;
            string given = line.GetValue(secret) ?? ReadSecret();
            await using ScaleArchive archive = OpenArchive.At(settings);
            Profile model = Model(archive, scale, line.GetValue(like));
            TakenProfile created = await TakenProfile.TakeAsync(archive, Made(scale, given, model, archive.FindProfile(scale)));
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json => ProfileJson.Write(json, created.Profile, whole: false));
                return 0;
            }

            Console.WriteLine(created.IsNews ? $"made {LearnedText.Of(created.Profile)}" : $"known already: {LearnedText.Of(created.Profile)}");
            Console.WriteLine($"  `serve` answers it as it answers {model.Mac}: those very replies, with the clock, the session, the token and last weights renewed");
            Console.WriteLine(string.Join(", ", created.Profile.Users().Select(static user => user.ShortName)) is { Length: > 0 } people
                ? $"  people it is told of: {people}; `scaleproxy users` changes that"
                : "  it is told of nobody; `scaleproxy users add` changes that");
            return 0;
        });
        return command;
    }

    private static void RequireOneSecret(CommandResult result, Option<string?> secret, Option<bool> fromInput)
    {
        if (result.GetResult(secret) is null != result.GetResult(fromInput) is not null)
        {
            result.AddError("profile create: give the scale's secret, with --secret-stdin or with --secret; without it no scale can prove itself, and `scaleproxy learn` is the way");
        }
    }

    private static string ReadSecret() =>
        Console.In.ReadLine()?.Trim() is { } text && MaintenanceBlob.IsSecret(text)
            ? text
            : throw new UserException($"--secret-stdin: what was given is no secret; a scale's is {MaintenanceBlob.SecretLength} printable characters, on a line of their own");

    // Whose replies it is given.
    private static Profile Model(ScaleArchive archive, string mac, string? like)
    {
        Profile model = like is null ? OnlyOther([.. archive.Profiles().Where(profile => profile.Mac != mac)])
            : MacAddress.TryNormalize(like) is { } known ? ProfileCommand.Find(archive, known)
            : ProfileFileReader.Read(like).Profile;
        return model.HasAnswers
            ? model
            : throw new UserException($"--like: what was learned of {model.Mac} is not enough to answer a scale with: {model.Missing()[0]} is missing");
    }

    private static Profile OnlyOther(IReadOnlyList<Profile> others) => others.Count switch
    {
        1 => others[0],
        0 => throw new UserException("--like: no other scale is known whose replies it could be given, and none are invented; name a file of `scaleproxy profile export`, or let `scaleproxy learn` see the scale"),
        _ => throw new UserException($"--like: {others.Count} other scales are known; name one: {string.Join(", ", others.Select(profile => profile.Mac))}"),
    };

    private static Profile Made(string mac, string secret, Profile model, Profile? known)
    {
        if (known?.Secret is { } other && other != secret)
        {
            throw new UserException($"{mac} is known already, with another secret; `scaleproxy profile forget {mac}` forgets it");
        }

        if (known is { Handshakes.Count: > 0 } && !known.IsExplainedBy(secret))
        {
            throw new UserException($"{mac} is known already, and none of the hashes it has sent is made of that secret; look at it again");
        }

        // What was learned of the scale itself comes first, however old it is.
        return new Profile
        {
            Mac = mac,
            Secret = secret,
            Replies = [.. model.Replies.Where(reply => known?.Replies.Any(own => own.Kind == reply.Kind) != true)],
        };
    }
}
