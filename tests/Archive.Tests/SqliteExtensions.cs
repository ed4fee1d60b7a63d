using Microsoft.Data.Sqlite;

namespace ScaleProxy.Archive.Tests;

internal static class SqliteExtensions
{
    public static object? Ask(this SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public static long Number(this SqliteConnection connection, string sql) => (long)connection.Ask(sql)!;
}
