using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Proxy.Tls;

namespace ScaleProxy.Cli.Authority;

/// <summary><c>scaleproxy ca</c>: the certificate authority with which <c>learn</c> answers over TLS.</summary>
internal static class CaCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command("ca", "The local certificate authority that `learn --tls-listen` signs with; made on first use");
        command.Subcommands.Add(CreateShow(common));
        command.Subcommands.Add(CreateExport(common));
        return command;
    }

    /// <summary>Where the authority is kept.</summary>
    public static string FolderIn(Settings settings) => Path.Combine(settings.DataFolder, "ca");

    private static Command CreateShow(CommonOptions common)
    {
        var command = new Command("show", "Where the authority is, what it is called, its fingerprint and how long it holds");
        command.SetAction(line =>
        {
            Settings settings = common.Read(line);
            using LocalAuthority authority = LocalAuthority.OpenOrCreate(FolderIn(settings), TimeProvider.System);
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json => WriteJson(json, authority));
            }
            else
            {
                Print(authority);
            }

            return 0;
        });
        return command;
    }

    private static Command CreateExport(CommonOptions common)
    {
        var output = new Option<string?>("--out") { Description = "The file to write it to (default: standard output)", HelpName = "FILE" };
        var format = new Option<string>("--format") { Description = "pem (text) or der (for devices that want a .crt or .cer file)", HelpName = "pem|der", DefaultValueFactory = _ => "pem" };
        format.AcceptOnlyFromAmong("pem", "der");
        var command = new Command("export", "Print the authority's certificate, to be installed where it shall be trusted; never its key") { output, format };
        command.SetAction(line =>
        {
            Settings settings = common.Read(line);
            using LocalAuthority authority = LocalAuthority.OpenOrCreate(FolderIn(settings), TimeProvider.System);
            bool binary = line.GetValue(format) == "der";
            Write(binary ? authority.Export() : Encoding.ASCII.GetBytes(authority.ExportPem()), binary, line.GetValue(output));
            return 0;
        });
        return command;
    }

    private static void Write(byte[] certificate, bool binary, string? path)
    {
        if (path is not null)
        {
            try
            {
                File.WriteAllBytes(path, certificate);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UserException($"--out {path}: it cannot be written ({e.Message}); give a file in a folder that is there, and that this user may write in");
            }

            return;
        }

        if (binary && !Console.IsOutputRedirected)
        {
            throw new UserException("--format der: this is no text for a terminal; give --out FILE, or redirect it to a file");
        }

        using Stream output = Console.OpenStandardOutput();
        output.Write(certificate);
    }

    private static void Print(LocalAuthority authority)
    {
        Console.WriteLine($"certificate  {authority.CertificatePath}");
        Console.WriteLine($"key          {authority.KeyPath}");
        Console.WriteLine($"subject      {authority.Subject}");
        Console.WriteLine($"SHA-256      {authority.Fingerprint}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"valid        {authority.NotBefore:yyyy-MM-dd} to {authority.NotAfter:yyyy-MM-dd}"));
    }

    private static void WriteJson(Utf8JsonWriter json, LocalAuthority authority)
    {
        json.WriteStartObject();
        json.WriteString("certificate", authority.CertificatePath);
        json.WriteString("key", authority.KeyPath);
        json.WriteString("subject", authority.Subject);
        json.WriteString("sha256", authority.Fingerprint);
        json.WriteTime("notBefore", authority.NotBefore);
        json.WriteTime("notAfter", authority.NotAfter);
        json.WriteEndObject();
    }
}
