using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Learning;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Serving;

/// <summary>What was acknowledged is there, whatever becomes of the process.</summary>
public sealed class DurabilityTests
{
    private static string Sample => Path.Combine(Repository.Root, "captures", "weigh-in.pcap");

    [Fact]
    public async Task KilledRightAfterTheReply_WeightsAreThereOnceEach()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        var sent = new List<string>();
        for (int round = 0; round < 3; round++)
        {
            await using ServingProcess serve = await installation.ServeAsync();
            using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
            string session = await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret);
            for (int i = 0; i < 4; i++)
            {
                long grams = 63_000 + (round * 100) + i;
                var reply = await line.AskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, 1_700_000_000 + (round * 1000) + i, grams, WeighIn.FirstUser));
                ReplyFields.StatusOf(reply.Body.Span).Should().Be(0);
                sent.Add((grams / 1000m).ToString("0.###", System.Globalization.CultureInfo.InvariantCulture));
            }

            await serve.KillAsync();
        }

        JsonElement measurements = (await installation.SucceedAsync("measurements", "--json", "--since", "1700000000")).Json;
        measurements.EnumerateArray().Select(measurement => measurement.GetProperty("weightKg").GetRawText()).Should().Equal(sent);
    }

    [Fact]
    public async Task SessionBegunBeforeAKill_GoesOnAfterwards()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        string session;
        await using (ServingProcess first = await installation.ServeAsync())
        {
            using ScaleLine line = await ScaleLine.OpenAsync(first.Address);
            session = await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret);
            await line.AskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, 1_700_000_000, 63_000, WeighIn.FirstUser));
            await first.KillAsync();
        }

        await using ServingProcess second = await installation.ServeAsync();
        using ScaleLine again = await ScaleLine.OpenAsync(second.Address);
        var reply = await again.AskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, 1_700_000_060, 63_100, WeighIn.FirstUser));

        ReplyFields.StatusOf(reply.Body.Span).Should().Be(0);
    }

    [Fact]
    public async Task MeasurementSentTwice_ArchivedOnce()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync();
        for (int i = 0; i < 2; i++)
        {
            using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
            string session = await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret);
            await line.AskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, 1_700_000_000, 63_000, WeighIn.FirstUser));
        }

        (await installation.SucceedAsync("measurements", "--json", "--since", "1700000000")).Json.GetArrayLength().Should().Be(1);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Terminated_EndsCleanly_AndKeepsWhatWaited(string signal)
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync();
        using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
        await line.AskAsync("once", "action=get");

        int status = await serve.TerminateAsync(signal);

        status.Should().Be(0, serve.Log);
        JsonElement recordings = (await installation.SucceedAsync("recordings", "list", "--json")).Json;
        recordings.EnumerateArray().Count(recording => recording.GetProperty("source").GetString() == "serve").Should().Be(1);
    }
}
