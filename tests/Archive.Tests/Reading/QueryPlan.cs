using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace ScaleProxy.Archive.Tests.Reading;

/// <summary>How SQLite means to answer a query.</summary>
internal static partial class QueryPlan
{
    public static string Of(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (string name in Parameter().Matches(sql).Select(match => match.Value).Distinct())
        {
            command.Parameters.AddWithValue(name, 1);
        }

        using SqliteDataReader reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(reader.GetString(3));
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"\$\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
