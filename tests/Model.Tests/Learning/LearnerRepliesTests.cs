using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Learning;

public class LearnerRepliesTests
{
    private const string Enquiry = "action=deviceassociationrequest&macaddress=" + Talk.Mac;

    private readonly Learner _learner = new([]);

    private IReadOnlyList<LearnedReply> Replies => _learner.Find(Talk.Mac)!.Replies;

    [Fact]
    public void Reply_IsKeptToTheByte()
    {
        string reply = Talk.Ok("""{"status":0}""").Replace("Server: Apache", "sErVeR:  Apache ", StringComparison.Ordinal);
        Exchange exchange = Observe("measure", reply, Talk.Noon);

        LearnedReply learned = Replies.Single();
        Encoding.Latin1.GetString(learned.Raw.Span).Should().Be(reply.ReplaceLineEndings("\r\n"));
        learned.Message().Body.ToArray().Should().Equal(exchange.Response!.Body.ToArray());
        learned.Message().Framing.Should().Be(Framing.Chunked);
        learned.SeenAt.Should().Be(Talk.Noon);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NewestReply_WinsWhicheverComesFirst(bool newestFirst)
    {
        Action[] both =
        [
            () => Observe("measure", Talk.Ok("""{"status":0,"age":"old"}"""), Talk.Noon),
            () => Observe("measure", Talk.Ok("""{"status":0,"age":"new"}"""), Talk.Noon.AddDays(1)),
        ];
        both[newestFirst ? 1 : 0]();
        both[newestFirst ? 0 : 1]();

        BodyOf(Replies.Single()).Should().Contain("new");
    }

    [Fact]
    public void RepliesOfOneMoment_GiveTheSameOneInEitherOrder()
    {
        string[] two = [Talk.Ok("""{"status":0,"by":"WEB-01"}"""), Talk.Ok("""{"status":0,"by":"WEB-02"}""")];
        var other = new Learner([]);
        Observe("measure", two[0], Talk.Noon);
        Observe("measure", two[1], Talk.Noon);
        other.Observe(Talk.Client, Measure(two[1]));
        other.Observe(Talk.Client, Measure(two[0]));

        BodyOf(Replies.Single()).Should().Be(BodyOf(other.Find(Talk.Mac)!.Replies.Single()));
    }

    [Fact]
    public void EachStatus_IsKeptBesideTheOthers()
    {
        Observe("association", Talk.Ok("""{"status":205,"body":{"blindcode":"000000"}}"""), Talk.Noon, Enquiry);
        Observe("association", Talk.Ok("""{"status":0}"""), Talk.Noon.AddMinutes(1), Enquiry);
        Observe("association", Talk.Ok("so be it"), Talk.Noon.AddMinutes(2), Enquiry);

        Replies.Select(reply => (reply.Kind, reply.Status)).Should().Equal(
            (RequestKind.AssociationRequest, 205), (RequestKind.AssociationRequest, 0), (RequestKind.AssociationRequest, null));
    }

    [Fact]
    public void EndpointNobodyKnows_IsLearnedLikeAnyOther()
    {
        Observe("v3/teleport", Talk.Ok("""{"status":0}"""), Talk.Noon, "action=begin&macaddress=" + Talk.Mac);

        Replies.Single().Kind.Should().Be("v3/teleport begin");
    }

    [Theory]
    [InlineData(503, 0)]
    [InlineData(404, 0)]
    [InlineData(302, 0)]
    [InlineData(200, 1)]
    public void ReplyThatIsNotWellOrNotWhole_IsNotLearned(int status, int missing)
    {
        Observe("measure", Talk.Reply("""{"status":0}""", status, missing), Talk.Noon);

        Replies.Should().BeEmpty();
        _learner.Find(Talk.Mac)!.LastSeen.Should().Be(Talk.Noon, "the scale was there all the same");
    }

    [Fact]
    public void ReplyToHead_HasNoBodyToGiveAgain()
    {
        Observe(Talk.Exchange($"HEAD /cgi-bin/x?action=get HTTP/1.1\nContent-Length: 28\n\nmacaddress={Talk.Mac}", "HTTP/1.1 200 OK\nContent-Length: 48\n\n"));

        Replies.Should().BeEmpty();
    }

    [Fact]
    public void ReplyToARequestCutShort_IsNotLearnedForTheRequestIsNotKnown()
    {
        string request = Talk.Post("measure", $"macaddress={Talk.Mac}&action=sto", missing: 2);
        var assembler = new ExchangeAssembler(Strictness.Tolerant);
        assembler.FeedClient(Bytes(request), Talk.Noon);
        assembler.LoseClient();
        assembler.FeedServer(Bytes(Talk.Ok("""{"status":0}""")), Talk.Noon);
        assembler.TryRead(out Exchange? exchange).Should().BeTrue();
        exchange!.Request.Truncated.Should().BeTrue();
        exchange.Response.Should().NotBeNull();

        _learner.Observe(Talk.Client, exchange);

        Replies.Should().BeEmpty();
    }

    [Fact]
    public void ReplyFarBeyondWhatAScaleTakes_IsNotLearned()
    {
        Observe("measure", Talk.Ok(new string(' ', Learner.MaxReplyBytes) + """{"status":0}"""), Talk.Noon);

        Replies.Should().BeEmpty();
    }

    [Fact]
    public void MoreKindsThanAnyScaleHas_DoNotPushTheFirstOut()
    {
        for (int i = 0; i < Learner.MaxReplies + 10; i++)
        {
            Observe("x", Talk.Ok("""{"status":0}"""), Talk.Noon.AddSeconds(i), $"action=a{i}&macaddress={Talk.Mac}");
        }

        Replies.Should().HaveCount(Learner.MaxReplies);
        Replies[0].Kind.Should().Be("x a0");
    }

    [Fact]
    public void DamagedReply_SaysWhatToDo()
    {
        var reply = new LearnedReply(RequestKind.MeasureStore, 0, Bytes("HTTP/1.1 200 OK\nContent-Length: 5\n\nabc"), Talk.Noon);
        Action message = () => reply.Message();

        message.Should().Throw<InvalidDataException>().WithMessage("the learned reply to 'measure store' is not a whole HTTP reply; import its capture again");
    }

    private static Exchange Measure(string reply) => Talk.Exchange(Talk.Measure("", "&macaddress=" + Talk.Mac).Request, reply);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));

    private static string BodyOf(LearnedReply reply) => Encoding.Latin1.GetString(reply.Message().Body.Span);

    private Exchange Observe(string endpoint, string reply, DateTimeOffset at, string form = "action=store&macaddress=" + Talk.Mac) =>
        Observe(Talk.Exchange(Talk.Post(endpoint, form), reply, at));

    private Exchange Observe(Exchange exchange)
    {
        _learner.Observe(Talk.Client, exchange);
        return exchange;
    }
}
