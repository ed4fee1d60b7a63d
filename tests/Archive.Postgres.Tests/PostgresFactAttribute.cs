namespace ScaleProxy.Archive.Postgres.Tests;

/// <summary>A test with a real server of PostgreSQL; skipped, saying so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : Xunit.FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}
