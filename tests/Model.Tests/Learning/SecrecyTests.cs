using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Tests.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Learning;

/// <summary>What is written to a log or shown in an error is made of these texts.</summary>
public class SecrecyTests
{
    private const string Once = "0ce-private";
    private const string SessionId = "7-private-a";

    private static readonly string s_hash = HandshakeHash.Compute(Talk.Mac, Talk.Secret, Once);
    private static readonly string[] s_private = [Talk.Secret, Once, SessionId, s_hash, Blob.WifiName, "EVE"];

    [Fact]
    public void TextOfWhatWasLearned_ShowsNothingPrivate()
    {
        var learner = new Learner([]);
        var texts = new List<string?>();
        foreach (Exchange exchange in Talk.Exchanges(
            Talk.Noon,
            Talk.Once(Once),
            Talk.Session(s_hash, SessionId),
            Talk.Maint(SessionId, Blob.Hex(Talk.Mac, Talk.Secret)),
            Talk.Measure(SessionId),
            Talk.Measure(SessionId, "&userid=" + Talk.Secret)))
        {
            Sighting seen = learner.Observe(Talk.Client, exchange);
            texts.AddRange([seen.ToString(), seen.Problem, exchange.ToString(), Text(new ScaleRequest(exchange.Request))]);
        }

        Profile profile = learner.Find(Talk.Mac)!;
        profile.Secret.Should().NotBeNull();
        texts.Add(profile.ToString());
        texts.AddRange(profile.Handshakes.Select(one => one.ToString()));
        texts.AddRange(profile.Replies.Select(one => one.ToString()));

        ShouldBeClean(texts);
        texts.Should().Contain($"measure store of {Talk.Mac} (1 measurements)");
    }

    [Fact]
    public void TextOfASession_DoesNotShowItsId()
    {
        ShouldBeClean([new ScaleSession(SessionId, Talk.Mac, "192.0.2.7", 69, "211", Talk.Noon).ToString()]);
    }

    [Fact]
    public void TextOfADump_DoesNotShowItsValues()
    {
        MaintenanceBlob blob = MaintenanceBlob.Parse(Blob.Published(Talk.Mac, Talk.Secret));

        ShouldBeClean([Text(blob), .. blob.Records.Select(record => record.ToString())]);
    }

    [Theory]
    [InlineData("measures=" + Talk.Secret)]
    [InlineData("measures=\"" + Talk.Secret + "\"")]
    [InlineData("measures={\"" + Talk.Secret + "\"")]
    [InlineData("measuregrps=[{\"userid\":\"" + Talk.Secret + "\",\"meastime\":1,\"measures\":[{\"value\":1,\"type\":1}]}]")]
    [InlineData("measures={\"measures\":[{\"value\":\"" + Talk.Secret + "\"}]}")]
    public void ProblemOfAMeasurement_DoesNotQuoteIt(string field)
    {
        string form = $"macaddress={Talk.Mac}&{field}";
        DecodedMeasurements decoded = MeasurementDecoder.Decode(new ScaleRequest(Talk.Exchange(Talk.Post("measure", form), null).Request), null);

        decoded.Problem.Should().NotBeNull();
        ShouldBeClean([decoded.Problem, decoded.ToString()]);
    }

    [Fact]
    public void ErrorOfADamagedReply_DoesNotQuoteIt()
    {
        byte[] raw = System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{Once}");
        Action message = () => new LearnedReply(RequestKind.OnceGet, 0, raw, Talk.Noon).Message();

        ShouldBeClean([message.Should().Throw<InvalidDataException>().Which.ToString()]);
    }

    // Whatever the type: a record that becomes one must not begin to print its members.
    private static string? Text(object thing) => thing.ToString();

    private static void ShouldBeClean(IEnumerable<string?> texts)
    {
        foreach (string text in texts.OfType<string>())
        {
            s_private.Should().NotContain(word => text.Contains(word, StringComparison.OrdinalIgnoreCase), "of {0}", text);
        }
    }
}
