using System.Diagnostics;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Exporting;

/// <summary>Each export is read by the program it is for.</summary>
public sealed class RealReaderTests
{
    [ReaderFact("python3")]
    public async Task Csv_PythonReadsIt()
    {
        using Installation installation = await WithWeighInAsync();
        string file = await ExportAsync(installation, "csv");

        string read = await Reader.RunAsync("python3", "-c", "import csv,sys\nfor r in csv.DictReader(open(sys.argv[1],newline='')): print(r['takenAtUnix'],r['user'],r['weightKg'],r['resistance50kHzOhm'],sep='|')", file);

        read.Should().Be("1402215390|LEA|63.185|527.4\n1402215408|TOM|81.55|\n");
    }

    [ReaderFact("node", Package = "fit-file-parser")]
    public async Task Fit_AParserReadsIt()
    {
        using Installation installation = await WithWeighInAsync();
        string file = await ExportAsync(installation, "fit");

        string read = await Reader.RunAsync(
            "node",
            "-e",
            """
            const Parser = require("fit-file-parser");
            new (Parser.default ?? Parser)({ force: false }).parse(require("fs").readFileSync(process.argv[1]), (error, data) => {
                if (error) throw new Error(error);
                console.log(data.messages.file_id[0].type);
                for (const m of data.messages.weight_scale) console.log(new Date(m.timestamp).getTime() / 1000, m.weight);
            });
            """,
            file);

        read.Should().Be("weight\n1402215390 63.19\n1402215408 81.55\n");
    }

    [ReaderFact("mariadbd", "mariadb", "mariadb-admin", "mariadb-install-db")]
    public async Task Mysql_MariaDbLoadsItTwice()
    {
        using Installation installation = await WithWeighInAsync();
        string script = await File.ReadAllTextAsync(await ExportAsync(installation, "mysql"));
        string data = installation.Beside("mariadb");
        string socket = installation.Beside("mariadb.sock");
        await Reader.RunAsync("mariadb-install-db", "--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db", "--user=root");
        using Process server = Reader.Start("mariadbd", "--no-defaults", "--datadir=" + data, "--socket=" + socket, "--skip-networking", "--pid-file=" + installation.Beside("mariadb.pid"), "--user=root");
        try
        {
            string[] connect = ["--no-defaults", "--socket=" + socket, "--user=root"];
            await Reader.RunAsync("mariadb-admin", [.. connect, "--wait=30", "ping"]);
            await Reader.RunAsync("mariadb", [.. connect, "-e", "CREATE DATABASE scale"]);
            await Reader.FeedAsync(script, "mariadb", [.. connect, "scale"]);
            await Reader.FeedAsync(script, "mariadb", [.. connect, "scale"]);

            string rows = await Reader.RunAsync("mariadb", [.. connect, "-N", "-B", "scale", "-e", "SELECT m.id, m.sourceip, m.sourceport, m.mac, m.battery, m.firmware, m.user, v.`value`, v.unit, v.type FROM measure m JOIN `value` v ON v.measid = m.id ORDER BY v.id"]);

            rows.Replace('\t', ' ').Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(
                $"1 192.168.7.31 49877 {WeighIn.Mac} 82 211 LEA 63185 -3 1",
                $"1 192.168.7.31 49877 {WeighIn.Mac} 82 211 LEA 5274 -1 16",
                $"2 192.168.7.31 49877 {WeighIn.Mac} 82 211 TOM 8155 -2 1");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    [ReaderFact("mrtg", "rrdtool")]
    public async Task Mrtg_AndRrdtool_TakeTheFourLines()
    {
        using Installation installation = await WithWeighInAsync();
        string[] lines = (await installation.SucceedAsync("mrtg", "--values", "weight,battery", "--times", "1000", "--user", "tom")).Output.Split('\n');
        lines.Should().HaveCount(5).And.StartWith(["81550", "82000"]);
        lines[3..].Should().Equal("TOM", "");

        // MRTG runs any program; this one says what ours said.
        string said = installation.Beside("said");
        string work = Directory.CreateDirectory(installation.Beside("mrtg")).FullName;
        await File.WriteAllLinesAsync(said, lines);
        await File.WriteAllTextAsync(installation.Beside("mrtg.cfg"), $"WorkDir: {work}\nTarget[tom]: `cat {said}`\nMaxBytes[tom]: 300000\nTitle[tom]: Tom\nPageTop[tom]: Tom\nOptions[tom]: gauge\n");
        await Reader.RunAsync("mrtg", installation.Beside("mrtg.cfg"));
        (await File.ReadAllLinesAsync(Path.Combine(work, "tom.log")))[0].Should().EndWith(" 81550 82000");

        string database = installation.Beside("tom.rrd");
        await Reader.RunAsync("rrdtool", "create", database, "--start", "1000000000", "DS:weight:GAUGE:600:0:300000", "DS:battery:GAUGE:600:0:100000", "RRA:LAST:0.5:1:10");
        await Reader.RunAsync("rrdtool", "update", database, $"1000000300:{lines[0]}:{lines[1]}");
        (await Reader.RunAsync("rrdtool", "lastupdate", database)).Should().Contain("81550 82000");
    }

    [ReaderFact("tshark")]
    public async Task Pcapng_TsharkFindsNothingWrong()
    {
        using Installation installation = await WithWeighInAsync();
        string file = installation.Beside("out.pcapng");
        await installation.SucceedAsync("recordings", "export", "--all", "--format", "pcapng", "--output", file);

        string wrong = await Reader.RunAsync("tshark", "-r", file, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y", "tcp.analysis.flags || tcp.checksum.status == 0 || ip.checksum.status == 0 || _ws.malformed");
        string requests = await Reader.RunAsync("tshark", "-r", file, "-Y", "http.request", "-T", "fields", "-e", "http.request.uri");

        wrong.Should().BeEmpty();
        requests.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal("/cgi-bin/once", "/cgi-bin/session", "/cgi-bin/maint", "/cgi-bin/measure", "/cgi-bin/measure", "/cgi-bin/session");
    }

    [ReaderFact("node", Package = "har-validator")]
    public async Task Har_FollowsTheSchema()
    {
        using Installation installation = await WithWeighInAsync();
        string file = installation.Beside("out.har");
        await installation.SucceedAsync("recordings", "export", "1", "--format", "har", "--output", file);

        string verdict = await Reader.RunAsync(
            "node",
            "-e",
            """
            require("har-validator").har(JSON.parse(require("fs").readFileSync(process.argv[1])))
                .then(() => console.log("valid"), error => console.log(JSON.stringify(error.errors)));
            """,
            file);

        verdict.Should().Be("valid\n");
    }

    private static async Task<Installation> WithWeighInAsync()
    {
        var installation = new Installation();
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        return installation;
    }

    private static async Task<string> ExportAsync(Installation installation, string format)
    {
        string file = installation.Beside("out." + format);
        await installation.SucceedAsync("export", "--format", format, "--output", file);
        return file;
    }
}
