using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Simulation;
using ScaleProxy.Replay.Simulation.Calling;

namespace ScaleProxy.Replay.Tests.Simulation.Calling;

/// <summary>What a simulated scale says, without a socket: what it sends is what a decoder reads.</summary>
public sealed class ScaleConversationTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(Serving.Utc);

    [Fact]
    public void Order_IsThatOfPublishedCaptures() =>
        Calls(SimulatedModel.Ws50, new ScalePlan { Maintenance = true, Associate = true, Queued = 1 }).Select(call => call.Kind).Should().Equal(
            RequestKind.OnceGet,
            RequestKind.SessionNew,
            RequestKind.MaintStore,
            RequestKind.AssociationRequest,
            RequestKind.MeasureStore,
            RequestKind.MeasureStore,
            "v2/measure store",
            "v2/weather",
            RequestKind.SessionDelete);

    [Fact]
    public void Requests_AreAsAScaleWritesThem()
    {
        List<ScaleCall> calls = Calls(SimulatedModel.Ws30, new ScalePlan());

        calls.Select(call => Text.Of(call.Post.Head) + Text.Of(call.Post.Body)).Should().Equal(
            Scale.Once,
            Scale.Session(Scale.Hash(Vendor.Once)),
            Scale.Measure("1771-53941120-0badcafe", measures: Uri.EscapeDataString("""{"measures":[{"value":63420,"type":1,"unit":-3}]}""")),
            Scale.Delete("1771-53941120-0badcafe"));
        calls.Should().OnlyContain(call => new ScaleRequest(Message(call)).Kind == call.Kind);
    }

    [Theory]
    [InlineData(SimulatedModel.Wbs01, "1, 2, 3")]
    [InlineData(SimulatedModel.Ws30, "1")]
    [InlineData(SimulatedModel.Ws50, "1, 16, 11")]
    public void Weight_IsReadByTheDecoder(SimulatedModel model, string types)
    {
        Measurement measurement = MeasurementsOf(model, new ScalePlan { Weights = [new MeasuredValue(MeasureType.Weight, 81_001, -3)] })[0];

        measurement.Mac.Should().Be(Scale.Mac);
        measurement.TakenAt.Should().Be(Serving.Utc);
        measurement.UserIds.Should().Equal(7654322);
        measurement.Attribution.Should().Be(0);
        measurement.DeviceType.Should().Be(1);
        string.Join(", ", measurement.Values.Select(value => value.Type)).Should().Be(types);
        measurement.Values[0].ToDecimalText().Should().Be("81.001");
    }

    [Theory]
    [InlineData(SimulatedModel.Ws30)]
    [InlineData(SimulatedModel.Ws50)]
    public void SeveralThatItMayBe_AreAllNamed(SimulatedModel model)
    {
        // Between the two, whose last weights are of yesterday.
        string session = Vendor.SessionReply(first: "\"wt\":70.00,\"ht\":1.680", firstAt: "1402214400", second: "\"wt\":71.00,\"ht\":1.81", secondAt: "1402214400");

        Measurement measurement = MeasurementsOf(model, new ScalePlan { Weights = [new MeasuredValue(MeasureType.Weight, 70_500, -3)] }, session)[0];

        measurement.UserIds.Should().Equal(7654321, 7654322);
        measurement.Attribution.Should().Be(1);
    }

    [Theory]
    [InlineData(SimulatedModel.Ws30)]
    [InlineData(SimulatedModel.Ws50)]
    public void Stranger_IsNobody(SimulatedModel model) =>
        MeasurementsOf(model, new ScalePlan { Weights = [new MeasuredValue(MeasureType.Weight, 12_000, -3)] })[0].UserIds.Should().BeEmpty();

    [Fact]
    public void People_EachWeighWhatIsSaidOfThem_AndWhoIsNotNamedIsAStranger()
    {
        List<Measurement> measurements = MeasurementsOf(SimulatedModel.Ws30, new ScalePlan { People = 3 });

        measurements.Select(measurement => measurement.Values[0].ToDecimalText()).Should().Equal("63.42", "81.7", "77.11");
        measurements.Select(measurement => measurement.TakenAt).Should().Equal(Serving.Utc - 40, Serving.Utc - 20, Serving.Utc);
    }

    [Fact]
    public void Queue_EachOfItsOwnTime_OldestFirst()
    {
        List<Measurement> measurements = MeasurementsOf(SimulatedModel.Wbs01, new ScalePlan { Queued = 3, People = 2 });

        measurements.Select(measurement => (Serving.Utc - measurement.TakenAt, measurement.UserIds[0])).Should().Equal(
            (3 * 3600, 7654321), (2 * 3600, 7654322), (3600, 7654321), (20, 7654321), (0, 7654322));
    }

    [Fact]
    public void QueueOfAScaleThatNobodyStandsOn() =>
        MeasurementsOf(SimulatedModel.Ws30, new ScalePlan { Queued = 2, People = 0 }).Should().HaveCount(2);

    [Fact]
    public void Air_IsReadByTheDecoder() =>
        MeasurementsOf(SimulatedModel.Ws50, new ScalePlan { People = 0 }).Should().ContainSingle()
            .Which.Values.Select(value => MeasureType.NameOf(value.Type) + " " + value.ToDecimalText()).Should().Equal("room temperature 21.5", "CO2 640");

    [Fact]
    public void Upload_AsksFirst_AndHoldsItsAddressSecretAndPeople()
    {
        ScaleCall call = Calls(SimulatedModel.Ws30, new ScalePlan { Maintenance = true })[2];

        call.Post.AsksFirst.Should().BeTrue();
        Text.Of(call.Post.Head).Should().EndWith("Expect: 100-continue\r\n\r\n");
        var request = new ScaleRequest(Message(call));
        request.Fields.TryGet("data"u8, out ReadOnlySpan<byte> data).Should().BeTrue();
        MaintenanceBlob blob = MaintenanceBlob.TryParseHex(data)!;
        blob.IsComplete.Should().BeTrue();
        blob.Mac.Should().Be(Scale.Mac);
        blob.Secret.Should().Be(Scale.Secret);
        ReadOnlyMemory<byte> people = blob.Records.Single(record => record.Type == 5).Value;
        people.Length.Should().Be(16 * 40);
        BitConverter.ToUInt32(people.Span).Should().Be(7654321);
        BitConverter.ToSingle(people.Span[24..]).Should().Be(63.42f);
        Text.Of(people.Slice(40 + 4, 4)).Should().Be("TOM\0");
    }

    [Fact]
    public void WrongHash_IsAHash_ButNotTheRightOne()
    {
        string right = Text.Of(Calls(SimulatedModel.Ws30, new ScalePlan())[1].Post.Body);
        string wrong = Text.Of(Calls(SimulatedModel.Ws30, new ScalePlan { WrongHash = true })[1].Post.Body);

        HandshakeHash.IsOne(HashIn(wrong)).Should().BeTrue();
        HashIn(wrong).Should().NotBe(HashIn(right));
    }

    [Theory]
    [InlineData(203)]
    [InlineData(205)]
    public void AssociationThatWaits_IsNoFailure(int status)
    {
        var conversation = new ScaleConversation(Identity(SimulatedModel.Ws30), new ScalePlan(), s_now);

        conversation.Take(new ScaleCall(ScalePost.Write(RequestKind.AssociationRequest, "association", "")), Reply(Vendor.Status(status))).Understood.Should().Be("is not linked yet");
        conversation.Invoking(scale => scale.Take(new ScaleCall(ScalePost.Write(RequestKind.MeasureStore, "measure", "")), Reply(Vendor.Status(status)))).Should().Throw<SimulationException>();
    }

    [Fact]
    public void NameThatSteersATerminal_IsShownHarmless()
    {
        var conversation = new ScaleConversation(Identity(SimulatedModel.Ws30), new ScalePlan(), s_now);

        ScaleStep step = conversation.Take(new ScaleCall(ScalePost.Write(RequestKind.SessionNew, "session", "")), Reply(Resized(Vendor.SessionReply().Replace("TOM", "\\u001b", StringComparison.Ordinal))));

        step.Understood.Should().Contain("ZöE, ?").And.NotContain("\u001b");
    }

    private static string HashIn(string form) => form.Split("&hash=")[1][..32];

    // The chunk's size after a change of the body.
    private static string Resized(string reply)
    {
        string head = reply[..(reply.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)];
        string body = reply[reply.IndexOf('{', StringComparison.Ordinal)..(reply.LastIndexOf('}') + 1)];
        return head + body.Length.ToString("x", System.Globalization.CultureInfo.InvariantCulture) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    private static List<Measurement> MeasurementsOf(SimulatedModel model, ScalePlan plan, string? session = null)
    {
        var measurements = new List<Measurement>();
        foreach (ScaleCall call in Calls(model, plan, session))
        {
            DecodedMeasurements decoded = MeasurementDecoder.Decode(new ScaleRequest(Message(call)), null);
            decoded.Problem.Should().BeNull();
            measurements.AddRange(decoded.Measurements);
        }

        return measurements;
    }

    private static List<ScaleCall> Calls(SimulatedModel model, ScalePlan plan, string? session = null)
    {
        var conversation = new ScaleConversation(Identity(model), plan, s_now);
        var calls = new List<ScaleCall>();
        foreach (ScaleCall call in conversation.Calls())
        {
            calls.Add(call);
            conversation.Take(call, Reply(call.Kind switch
            {
                RequestKind.OnceGet => Vendor.OnceReply(),
                RequestKind.SessionNew => session ?? Vendor.SessionReply(),
                _ => Vendor.Ok(),
            }));
        }

        return calls;
    }

    private static ScaleIdentity Identity(SimulatedModel model) => new(Scale.Mac, Scale.Secret, model);

    private static WireMessage Reply(string text)
    {
        var reader = new WireReader(MessageKind.Response, Strictness.Strict);
        reader.Feed(Text.Bytes(text));
        reader.TryRead(out WireMessage? reply).Should().BeTrue();
        return reply!;
    }

    private static WireMessage Message(ScaleCall call)
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Strict);
        reader.Feed(call.Post.Head.Span);
        reader.Feed(call.Post.Body.Span);
        reader.TryRead(out WireMessage? request).Should().BeTrue();
        return request!;
    }
}
