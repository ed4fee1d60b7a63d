using System.Globalization;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Tests;

/// <summary>What the scales of these tests send. They are invented.</summary>
internal static class Scale
{
    public const string Mac = "00:24:e4:5e:ed:01";
    public const string Secret = "5ca1ab1e0ddba115";
    public const string OtherMac = "00:24:e4:5e:ed:02";
    public const string OtherSecret = "b01dface0ff1ce55";
    public const string StrangerMac = "00:24:e4:99:99:99";

    public static readonly string Once = Post("once", "action=get");

    public static string Hash(string once, string mac = Mac, string secret = Secret) => HandshakeHash.Compute(mac, secret, once);

    public static string Session(string hash, string mac = Mac) =>
        Post("session", $"action=new&auth={mac}&hash={hash}&mfgid=262151&currentfw=211&batterylvl=82&duration=30&zreboot=1");

    public static string Measure(string session, string mac = Mac, string measures = """{"measures":[{"value":64310,"type":1,"unit":-3}]}""") =>
        Post("measure", $"action=store&sessionid={session}&macaddress={mac}&userid=7654321&meastime=1402300800&devtype=1&attribstatus=0&measures={measures}");

    public static string Delete(string session) => Post("session", $"action=delete&sessionid={session}");

    public static string Associate(string session) => Post("association", $"action=deviceassociationrequest&sessionid={session}&macaddress={Mac}");

    public static string Maint(string session, string secret) => Post("maint", MaintForm(session, secret), "Expect: 100-continue\r\n");

    public static string MaintForm(string session, string secret)
    {
        byte[] blob =
        [
            0x01, 0x00, 0x12, 0x00, .. Text.Bytes(Mac), 0x00,
            0x03, 0x00, 0x11, 0x00, .. Text.Bytes(secret), 0x00,
            0xFF, 0xFF,
            0x09, 0x00, 0x10, 0x00, .. Text.Bytes("InventedNetwork"), 0x00,
            0xFF, 0xFF,
        ];
        return $"action=store&sessionid={session}&source=1&type=1&data={Convert.ToHexStringLower(blob)}";
    }

    public static string Post(string endpoint, string form, string headers = "", string version = "HTTP/1.1") =>
        Head(endpoint, form.Length, headers, version) + form;

    public static string Head(string endpoint, int length, string headers = "", string version = "HTTP/1.1") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"POST /cgi-bin/{endpoint} {version}\r\nUser-Agent: Withings UserAgent\r\nHost: scalews.withings.net\r\nAccept: */*\r\nContent-Length: {length}\r\nContent-Type: application/x-www-form-urlencoded\r\n{headers}\r\n");
}
