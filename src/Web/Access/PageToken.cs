using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ScaleProxy.Web.Access;

/// <summary>
/// The token that opens the page where it can be reached from other machines. The file has its SHA-256 alone: of 256 random
/// bits nobody finds the token again by guessing, so the slow hashes made for people's passwords would add nothing but delay.
/// </summary>
internal sealed class PageToken
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "web-token";

    private const int TokenBytes = 32;

    // No token is longer; what is, need not be hashed to be refused.
    private const int MaxTextLength = 256;

    private readonly byte[] _hash;

    private PageToken(byte[] hash, string? made)
    {
        _hash = hash;
        Made = made;
    }

    /// <summary>The token itself where it was made just now, for the owner to see once; else null.</summary>
    public string? Made { get; }

    /// <summary>Makes a random value that nobody guesses, in letters that URLs and headers take.</summary>
    public static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>Takes the token of a data folder, making one where there is none.</summary>
    /// <param name="folder">The data folder; made where it is not there.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static PageToken OpenOrCreate(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (File.Exists(path))
        {
            return new PageToken(Read(path), made: null);
        }

        CreateFolder(folder);
        string token = Random();
        byte[] hash = HashOf(token);
        try
        {
            using var file = new FileStream(path, OptionsForOwnerOnly());
            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash) + "\n"));
            file.Flush(flushToDisk: true);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process of ours was quicker, and has shown it.
            return new PageToken(Read(path), made: null);
        }

        return new PageToken(hash, token);
    }

    /// <summary>Whether somebody has the token. Takes the same time however much of it is right.</summary>
    /// <param name="given">What they gave.</param>
    public bool Is(string given) => given.Length <= MaxTextLength && CryptographicOperations.FixedTimeEquals(HashOf(given), _hash);

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static byte[] Read(string path)
    {
        try
        {
            byte[] hash = Convert.FromHexString(File.ReadAllText(path).Trim());
            if (hash.Length == SHA256.HashSizeInBytes)
            {
                return hash;
            }
        }
        catch (FormatException)
        {
            // Told below, like a hash of the wrong length.
        }

        throw new InvalidDataException($"{path} does not hold the hash of a token; delete it and start again: a new token is made, and shown once");
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FileStreamOptions OptionsForOwnerOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
