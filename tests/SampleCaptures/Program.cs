using System.Globalization;
using ScaleProxy.SampleCaptures;

if (args is ["--large", var file, var megabytes] && long.TryParse(megabytes, NumberStyles.None, CultureInfo.InvariantCulture, out long size))
{
    using var output = new FileStream(file, FileMode.Create);
    int conversations = LargeCapture.Write(output, size * 1_000_000);
    Console.WriteLine($"wrote {file}: {conversations} conversations of a scale");
    return 0;
}

if (args is ["--conversations", var path, var count] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
{
    using var output = new FileStream(path, FileMode.Create);
    LargeCapture.WriteConversations(output, number);
    Console.WriteLine($"wrote {path}: {number} conversations of a scale");
    return 0;
}

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: dotnet run --project tests/SampleCaptures -- FOLDER");
    Console.Error.WriteLine("       dotnet run --project tests/SampleCaptures -- --large FILE MEGABYTES");
    Console.Error.WriteLine("       dotnet run --project tests/SampleCaptures -- --conversations FILE NUMBER");
    return 2;
}

string folder = args[0];
Directory.CreateDirectory(folder);
Packet[] packets = [.. Packet.Of(TcpScript.Whole(WeighIn.Turns), new Datagrams(), datagram => Frames.Ethernet(datagram))];
var pcapng = new PcapngWriter();
pcapng.Section().Interface(resolution: 9);
foreach (Packet packet in packets)
{
    pcapng.Enhanced(packet);
}

File.WriteAllBytes(Path.Combine(folder, "weigh-in.pcap"), new PcapWriter().Write(packets));
File.WriteAllBytes(Path.Combine(folder, "weigh-in.pcapng"), pcapng.File);
File.WriteAllBytes(Path.Combine(folder, "weigh-in.txt"), Texts.FollowStream(WeighIn.Turns));
File.WriteAllBytes(Path.Combine(folder, "weigh-in.har"), Texts.Har(WeighIn.Turns, WeighIn.Begin));
Console.WriteLine($"wrote weigh-in.pcap, weigh-in.pcapng, weigh-in.txt and weigh-in.har to {folder}");
return 0;
