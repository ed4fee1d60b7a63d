using ScaleProxy.Archive.Postgres.Tests;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>A test with a real server of PostgreSQL and the strict scale; skipped, saying why, where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedArchiveFactAttribute : FactAttribute
{
    public SharedArchiveFactAttribute() => Skip = PostgresServer.Missing ?? BlackBoxFactAttribute.Missing;
}
