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

        string plan = QueryPlan.Of(sqlite, SessionReader.LastWeightSql);

        plan.Should().Contain("SEARCH m USING INDEX measurement_user (user_id=?)")
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
            (new MeasurementQuery(User: "1", Since: Now, Until: Now), 1, "measurement_user (user_id=? AND taken_at>? AND taken_at<?)"),
        })
        {
            string plan = QueryPlan.Of(sqlite, MeasurementReader.Sql(query, users));
            plan.Should().Contain(index).And.NotContain("TEMP B-TREE");
        }

        QueryPlan.Of(sqlite, MeasurementReader.Sql(new MeasurementQuery(User: "1", ArrivedAfter: 1), 1)).Should().Be("SEARCH m USING INTEGER PRIMARY KEY (rowid>?)\nSEARCH o USING INDEX outbox_measurement (measurement_id=?) LEFT-JOIN");
        QueryPlan.Of(sqlite, MeasurementPage.ValuesSql).Should().Be("SEARCH measurement_value USING PRIMARY KEY (measurement_id>? AND measurement_id<?)");
    }
}
