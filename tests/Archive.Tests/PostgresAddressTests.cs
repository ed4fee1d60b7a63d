namespace ScaleProxy.Archive.Tests;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://anna:p%40ss%3Aw@db.example:5433/weights", "postgres://db.example:5433/weights")]
    [InlineData("postgresql://db.example/weights", "postgres://db.example:5432/weights")]
    [InlineData("postgres://anna@[::1]/weights?sslmode=verify-full&sslrootcert=ca.pem", "postgres://::1:5432/weights")]
    public void Url_ShownWithoutItsPassword(string url, string shown)
    {
        PostgresAddress.TryParse(url, out PostgresAddress? address, out string? problem).Should().BeTrue(problem);

        address!.ToString().Should().Be(shown);
    }

    [Fact]
    public void PasswordAndUser_Unescaped()
    {
        PostgresAddress.TryParse("postgres://an%2Fna:p%40ss%3Aw@db.example/weights", out PostgresAddress? address, out _).Should().BeTrue();

        address!.ConnectionString.Should().Contain("Username=an/na").And.Contain("Password=p@ss:w");
    }

    [Theory]
    [InlineData("postgres://anna:s3cret@db.example", "the name of the database is missing")]
    [InlineData("postgres://anna:s3cret@db.example:99999/weights", "expected postgres://")]
    [InlineData("postgres://anna:s3cret@db.example/weights?sslmode=perhaps", "sslmode")]
    [InlineData("postgres://anna:s3cret@db.example/weights?colour=blue", "colour")]
    public void Wrong_SaidWithoutThePassword(string url, string says)
    {
        PostgresAddress.TryParse(url, out _, out string? problem).Should().BeFalse();

        problem.Should().Contain(says).And.NotContain("s3cret");
    }
}
