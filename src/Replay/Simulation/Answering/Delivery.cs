using System.Buffers;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>What goes onto the wire for a request, and how.</summary>
/// <param name="Bytes">What is sent.</param>
/// <param name="End">What becomes of the connection then.</param>
/// <param name="PieceSize">Bytes sent at once.</param>
/// <param name="Pause">How long to wait between two pieces.</param>
internal sealed record Delivery(ReadOnlyMemory<byte> Bytes, DeliveryEnd End = DeliveryEnd.KeepOpen, int PieceSize = int.MaxValue, TimeSpan Pause = default)
{
    private const int SlowPiece = 16;
    private static readonly TimeSpan s_slowPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether a request that meets with the fault is taken: stored, counted, and answered.</summary>
    public static bool Takes(VendorFault fault) =>
        fault is VendorFault.None or VendorFault.Slow or VendorFault.Truncate or VendorFault.BadJson or VendorFault.Oversize or VendorFault.NoLength;

    /// <summary>The delivery of a request that is not taken.</summary>
    /// <param name="fault">A fault that <see cref="Takes"/> is false for.</param>
    /// <param name="sorry">A reply that says no more than status 2555.</param>
    public static Delivery Refusing(VendorFault fault, VendorReply sorry) => fault switch
    {
        VendorFault.Unavailable => Refusal(503, DeliveryEnd.Close),
        VendorFault.Drop => new Delivery(default, DeliveryEnd.Close),
        VendorFault.Hang => new Delivery(default, DeliveryEnd.Hang),
        VendorFault.Reset => new Delivery(default, DeliveryEnd.Reset),
        _ => new Delivery(sorry.ToBytes()),
    };

    /// <summary>The delivery of a reply to a request that was taken.</summary>
    /// <param name="fault">What goes wrong with it.</param>
    /// <param name="reply">The right reply.</param>
    public static Delivery Of(VendorFault fault, VendorReply reply) => fault switch
    {
        VendorFault.Slow => new Delivery(reply.ToBytes(), PieceSize: SlowPiece, Pause: s_slowPause),
        VendorFault.Truncate => Half(reply.ToBytes()),
        VendorFault.BadJson => new Delivery((reply with { Body = "<html><body><h1>It works!</h1></body></html>" }).ToBytes()),
        VendorFault.Oversize => new Delivery((reply with { Body = reply.Body + new string(' ', ScaleLimits.SessionBody) }).ToBytes()),
        VendorFault.NoLength => new Delivery((reply with { Framing = VendorFraming.Close }).ToBytes(), DeliveryEnd.Close),
        _ => new Delivery(reply.ToBytes()),
    };

    /// <summary>A reply that says no more than an HTTP status.</summary>
    public static Delivery Refusal(int status, DeliveryEnd end)
    {
        var bytes = new ArrayBufferWriter<byte>();
        HttpRefusal.Write(bytes, status, close: end == DeliveryEnd.Close);
        return new Delivery(bytes.WrittenMemory, end);
    }

    private static Delivery Half(byte[] bytes) => new(bytes.AsMemory(0, bytes.Length / 2), DeliveryEnd.Close);
}
