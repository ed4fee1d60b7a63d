using Microsoft.Data.Sqlite;
using ScaleProxy.Archive.Reading;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Reading;

public sealed class QueryPlanTests
{
    [Fact]
    public async Task LastWeight_ReadsOneRowByTheIndex()
    {
        await using var place = new TemporaryArchive();
        place.Open();
        using SqliteConnection sqlite = place.Sqlite();

        string plan = QueryPlan.Of(sqlite, LastWeightReader.Sql);

        plan.Should().Contain("SEARCH m USING INDEX measurement_user (user_id=? AND taken_at<?)")
            .And.Contain("SEARCH v USING PRIMARY KEY (measurement_id=?)")
            .And.NotContain("TEMP B-TREE").And.NotContain("SCAN");
    }

    [Fact]
    public async Task Measurements_UseAnIndexForTheirOrder()
    {
        await using var place = new TemporaryArchive();
        place.Open();
        using SqliteConnection sqlite = place.Sqlite();

        foreach ((MeasurementQuery query, int users, string index) in new[]
        {
            (new MeasurementQuery(), 0, "measurement_time"),
            (new MeasurementQuery(Since: Now), 0, "measurement_time"),
            (new MeasurementQuery(Id: 1), 0, "INTEGER PRIMARY KEY (rowid=?)"),
            (new MeasurementQuery(User: "1", Since: Now, Until: Now), 1, "measurement_user (user_id=? AND taken_at>? AND taken_at<?)"),
        })
        {
            string plan = QueryPlan.Of(sqlite, MeasurementSql.Of(query, users));
            plan.Should().Contain(index).And.NotContain("TEMP B-TREE");
        }

        QueryPlan.Of(sqlite, MeasurementSql.Of(new MeasurementQuery(User: "1", ArrivedAfter: 1), 1)).Should().StartWith("SEARCH m USING INTEGER PRIMARY KEY (rowid>?)").And.NotContain("SCAN").And.NotContain("TEMP B-TREE");
        QueryPlan.Of(sqlite, MeasurementPage.ValuesSql).Should().Be("SEARCH measurement_value USING PRIMARY KEY (measurement_id>? AND measurement_id<?)");
    }
}
