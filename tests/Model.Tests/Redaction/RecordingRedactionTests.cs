using System.Text;
using ScaleProxy.Model.Redaction;

namespace ScaleProxy.Model.Tests.Redaction;

public sealed class RecordingRedactionTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"status\":0}";

    // MAC, secret, an unknown record, one user, the network's name.
    private static readonly string s_blob =
        "01001200" + Hex("00:24:e4:a1:b2:c3\0")
        + "03001100" + Hex("0f1e2d3c4b5a6978\0")
        + "2a000400" + "deadbeef"
        + "05002800" + "0b000000" + Hex("ANN\0") + new string('1', 64)
        + "09000800" + Hex("MyWlan\0\0")
        + "19000400" + "45001111" + "ffff";

    public static TheoryData<string, string> Requests => new()
    {
        { "action=new&auth=00:24:e4:a1:b2:c3&hash=6b8ac1bcb5b6fd6ee4cd4e80c9e1f00d", "action=new&auth=00:24:e4:00:00:01&hash=00000000000000000000000000000001" },
        { "auth=00%3A24%3Ae4%3Aa1%3Ab2%3Ac3", "auth=00%3A24%3Ae4%3A00%3A00%3A01" },
        { "auth=0024E4A1B2C3", "auth=0024E4000001" },
        { "sessionid=17-6957353f-a1&userid=1234&userid=7", "sessionid=00-00000000-01&userid=1002&userid=3" },
        { "meastime=1402215408&measures={\"measures\":[]}", "meastime=1402215408&measures={\"measures\":[]}" },
        { "action=store&data=0102zz", "action=store&data=000000" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Form_KnownFieldsKeepTheirLength(string form, string redacted)
    {
        (byte[] request, _) = RecordingRedaction.Of([(Post(form), Bytes(Ok))])[0];

        Encoding.Latin1.GetString(request).Should().Be(Encoding.Latin1.GetString(Post(redacted)));
    }

    [Fact]
    public void MaintenanceUpload_KeepsItsRecords_WithoutWhatIsPrivate()
    {
        (byte[] request, _) = RecordingRedaction.Of([(Post("data=" + s_blob), Bytes(Ok))])[0];

        Encoding.Latin1.GetString(request).Should().EndWith(
            "data=01001200" + Hex("00:24:e4:00:00:01\0")
            + "03001100" + Hex("0000000000000001\0")
            + "2a000400" + "00000000"
            + "05002800" + "0c000000" + Hex("P03\0") + new string('1', 64)
            + "09000800" + Hex("P00004\0\0")
            + "19000400" + "45001111" + "ffff");
    }

    [Fact]
    public void Reply_InChunksThatCutThroughTheValues_KeepsChunks()
    {
        string reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1a\r\n{\"status\":0,\"body\":{\"once\"\r\n7\r\n:\"00d1-\r\n6\r\nab\"}}\n\r\n0\r\n\r\n";

        (_, byte[] replies) = RecordingRedaction.Of([(Post("action=get"), Bytes(reply))])[0];

        Encoding.Latin1.GetString(replies).Should().Be(reply.Replace("00d1-", "0000-", StringComparison.Ordinal).Replace("ab\"}}", "01\"}}", StringComparison.Ordinal));
    }

    [Fact]
    public void People_IdsStayNumbers_NamesGo_AfterAnInterimReplyToo()
    {
        string body = "{\"status\":0,\"body\":{\"sp\":{\"users\":[{\"id\":1234567,\"sn\":\"ANN\",\"wt\":70.1}]}}}";
        string replies = FormattableString.Invariant($"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        (_, byte[] redacted) = RecordingRedaction.Of([(Post("action=new"), Bytes(replies))])[0];

        Encoding.Latin1.GetString(redacted).Should().Be(replies.Replace("1234567", "1000001", StringComparison.Ordinal).Replace("ANN", "P02", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIsKnownFromOnePlace_GoesEverywhere()
    {
        (byte[] request, byte[] replies) = RecordingRedaction.Of(
        [
            (Post("trace=" + Hex("0f1e2d3c4b5a6978") + "&note=0024e4a1b2c3"), Bytes(Ok.Replace("{\"status\":0}", "00:24:E4:A1:", StringComparison.Ordinal))),
            (Post("auth=00:24:e4:a1:b2:c3&secret=0f1e2d3c4b5a6978"), Bytes(Ok)),
        ])[0];

        Encoding.Latin1.GetString(request).Should().NotContain(Hex("0f1e2d3c4b5a6978")).And.NotContain("a1b2c3");
        replies.Should().HaveCount(Ok.Length);
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.Latin1.GetBytes(text));

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Post(string form) =>
        Bytes(FormattableString.Invariant($"POST /cgi-bin/session HTTP/1.1\r\nContent-Length: {form.Length}\r\n\r\n{form}"));
}
