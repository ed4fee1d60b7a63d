using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace ScaleProxy.Archive;

/// <summary>
/// Where a PostgreSQL database is, out of a URL as PostgreSQL's own programs take it:
/// <c>postgres://USER:PASSWORD@HOST:PORT/NAME?sslmode=require</c>. As text it shows no user and no password.
/// </summary>
public sealed class PostgresAddress
{
    private const int DefaultPort = 5432;

    private readonly string _text;

    private PostgresAddress(string text, string connectionString)
    {
        _text = text;
        ConnectionString = connectionString;
    }

    /// <summary>For Npgsql; holds the password.</summary>
    internal string ConnectionString { get; }

    /// <summary>Whether it is a URL of PostgreSQL at all, right or wrong.</summary>
    public static bool IsMeant(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads a URL. Without a user or password, PGUSER, PGPASSWORD and the owner's .pgpass are asked, as psql does.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="address">Where it leads.</param>
    /// <param name="problem">What is wrong with it, without repeating what may be a password.</param>
    public static bool TryParse(string url, [NotNullWhen(true)] out PostgresAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        if (!IsMeant(url) || !Uri.TryCreate(url, UriKind.Absolute, out Uri? uri))
        {
            problem = "expected postgres://USER:PASSWORD@HOST:PORT/NAME; write characters like @ : / in the password as %40 %3A %2F";
            return false;
        }

        string name = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/'));
        if (name.Length == 0)
        {
            problem = "the name of the database is missing; expected postgres://USER:PASSWORD@HOST:PORT/NAME";
            return false;
        }

        int port = uri.Port > 0 ? uri.Port : DefaultPort;
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Length > 0 ? uri.IdnHost.Trim('[', ']') : "localhost",
            Port = port,
            Database = name,
            ApplicationName = "scaleproxy",
        };
        if (uri.UserInfo.Length > 0)
        {
            string[] parts = uri.UserInfo.Split(':', 2);
            connection.Username = Uri.UnescapeDataString(parts[0]);
            connection.Password = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null;
        }

        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            if (parts.Length < 2 || !TrySet(connection, parts[0], Uri.UnescapeDataString(parts[1])))
            {
                problem = $"'{parts[0]}' is no setting of a PostgreSQL URL with that value; sslmode=require and sslrootcert=FILE are the usual ones";
                return false;
            }
        }

        problem = null;
        address = new PostgresAddress(string.Create(CultureInfo.InvariantCulture, $"postgres://{connection.Host}:{port}/{name}"), connection.ConnectionString);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    // libpq's names where Npgsql's own differ; those it knows by itself.
    private static bool TrySet(NpgsqlConnectionStringBuilder connection, string key, string value)
    {
        try
        {
            connection[key switch
            {
                "sslmode" => "SSL Mode",
                "sslrootcert" => "Root Certificate",
                "sslcert" => "SSL Certificate",
                "sslkey" => "SSL Key",
                "connect_timeout" => "Timeout",
                "application_name" => "Application Name",
                _ => key,
            }] = value.Replace("-", string.Empty, StringComparison.Ordinal) is var bare && key == "sslmode" ? bare : value;
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }
}
