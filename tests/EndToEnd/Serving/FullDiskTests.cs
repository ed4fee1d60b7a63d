using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Serving;

public sealed class FullDiskTests
{
    private const int First = 1_700_000_000;

    [SmallDiskFact]
    public async Task DiskFull_ScaleKeepsItsWeight_AndDeliversItOnceThereIsRoom()
    {
        using SmallDisk disk = SmallDisk.OfMegabytes(8);
        using var installation = new Installation { Disk = disk.Folder };
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        await using ServingProcess serve = await installation.ServeAsync();
        using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
        string session = await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret);
        int takenAt = First;
        (await SendAsync(line, session, takenAt)).Should().Be(0);

        disk.Fill();
        int status;
        do
        {
            // What room the log has left is used up first.
            status = await SendAsync(line, session, ++takenAt);
        }
        while (status == 0);

        status.Should().Be(2555, "the scale is to keep its weight");
        (await SendAsync(line, session, takenAt)).Should().Be(2555);
        disk.MakeRoom();

        (await SendAsync(line, session, takenAt)).Should().Be(0, serve.Log);
        (await serve.TerminateAsync()).Should().Be(0, serve.Log);
        serve.Log.Should().Contain("the disk is full; make room on it").And.NotContain("fault of ours");
        JsonElement measurements = (await installation.SucceedAsync("measurements", "--json", "--since", "1700000000")).Json;
        measurements.EnumerateArray().Select(measurement => measurement.GetProperty("takenAtUnix").GetInt32()).Should().Equal(Enumerable.Range(First, takenAt - First + 1));
    }

    private static async Task<int> SendAsync(ScaleLine line, string session, int takenAt)
    {
        WireMessage reply = await line.AskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, takenAt, 63_000, WeighIn.FirstUser));
        return ReplyFields.StatusOf(reply.Body.Span)!.Value;
    }
}
