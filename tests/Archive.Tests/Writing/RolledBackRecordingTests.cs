using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Writing;

public sealed class RolledBackRecordingTests
{
    private static readonly RecordedExchange Once = Exchange("POST /cgi-bin/once", "HTTP/1.1 200 OK");
    private static readonly RecordedExchange Session = Exchange("POST /cgi-bin/session", string.Empty);

    [Fact]
    public async Task RolledBack_PlacesAreTakenAgain()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        RecordingHandle handle = Recording();
        await archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Once] });
        archive.WriterDatabase.Execute("PRAGMA max_page_count = 1");
        ValueTask<EntryOutcome> tooMuch = archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Session, Exchange(new string('x', 100_000), string.Empty)] });
        await FluentActions.Awaiting(() => tooMuch.AsTask()).Should().ThrowAsync<ArchiveException>();
        archive.WriterDatabase.Execute("PRAGMA max_page_count = 1000000");

        await archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Session] });

        archive.FindRecording(handle.Id)!.Exchanges.Select(exchange => exchange.Request.Length).Should().Equal(Once.Request.Length, Session.Request.Length);
        using Microsoft.Data.Sqlite.SqliteConnection sqlite = place.Sqlite();
        sqlite.Number("SELECT MAX(id) FROM exchange").Should().Be(ExchangeId.Of(handle.Id, 1));
    }
}
