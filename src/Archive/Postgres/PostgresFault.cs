using System.Net.Sockets;
using Npgsql;

namespace ScaleProxy.Archive.Postgres;

/// <summary>Says in one line what an error of the server means for its owner, and what to do.</summary>
internal static class PostgresFault
{
    /// <summary>Whether an exception is the database's, and not a mistake of ours.</summary>
    public static bool Is(Exception exception) =>
        exception is (NpgsqlException and not NpgsqlOperationInProgressException) or TimeoutException or IOException or SocketException;

    /// <summary>Whether the server let us wait in vain: to ask again at once would be to wait again.</summary>
    public static bool IsTimeout(Exception exception) => exception is TimeoutException || exception.InnerException is TimeoutException;

    /// <summary>The error of a transaction whose connection has gone before it was committed.</summary>
    public static ArchiveException LostConnection(string name) => new($"archive {name}: the connection to the server was lost; start it, or check the way to it");

    /// <summary>Makes the error. What the server says of values stays out of it: they are somebody's body data.</summary>
    /// <param name="name">The database.</param>
    /// <param name="exception">What Npgsql threw.</param>
    /// <param name="inDoubt">See <see cref="ArchiveException.IsInDoubt"/>.</param>
    public static ArchiveException Of(string name, Exception exception, bool inDoubt = false) => new($"archive {name}: {Meaning(exception)}", exception)
    {
        IsPassing = exception is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure },
        IsInDoubt = inDoubt,
    };

    private static string Meaning(Exception exception) => exception is PostgresException server
        ? server.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                "the server does not let this user in; check user and password in --db, and the server's pg_hba.conf",
            PostgresErrorCodes.InvalidCatalogName => "there is no such database; make it with `createdb`",
            PostgresErrorCodes.InsufficientPrivilege => "this user may not do that there; make it the database's owner",
            PostgresErrorCodes.DiskFull => "the server's disk is full; make room on it",
            PostgresErrorCodes.TooManyConnections => "the server has no connection left; raise its max_connections, or end some program",
            PostgresErrorCodes.ReadOnlySqlTransaction => "the server only takes reads, as a standby does; name the primary in --db",
            PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "the server is starting or stopping; it is tried again",
            PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => "another process changed the same at the same moment; try again",
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => "the server took too long; another program may hold a lock there",
            _ => $"the server says: {server.MessageText} ({server.SqlState})",
        }
        : IsTimeout(exception)
            ? "the server did not answer in time; see whether it is up, and the way to it"
            : $"the server cannot be reached ({(exception.InnerException ?? exception).Message}); start it, or check host and port in --db";
}
