using System.Net;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>
/// A vendor that answers, and fails on demand, without any I/O:
/// <code>
///   request ──► is it this one's turn to fail? ──┬─ no ──► answer ──────────────────► deliver
///                                                ├─ yes, the reply is damaged ──► answer ──► deliver it so
///                                                └─ yes, before it is taken ──────────────► deliver the fault
/// </code>
/// </summary>
internal sealed class FaultyVendor(VendorOptions options, VendorState state, TimeProvider clock, Random random)
{
    private readonly VendorAnswers _answers = new(options, state, clock, random);

    /// <summary>Takes a request.</summary>
    /// <param name="message">The request on the wire.</param>
    /// <param name="from">The address it came from.</param>
    public VendorTurn Take(WireMessage message, IPAddress from)
    {
        var request = new ScaleRequest(message);
        if (!request.IsScale)
        {
            DeliveryEnd end = message.KeepsAlive ? DeliveryEnd.KeepOpen : DeliveryEnd.Close;
            return new VendorTurn(Delivery.Refusal(404, end), Event(request, from, request.Mac, null, "no scale asks for that, answered 404", VendorFault.None));
        }

        VendorFault fault = state.CountRequest() % options.FaultEvery == 0 ? options.Fault : VendorFault.None;
        if (!Delivery.Takes(fault))
        {
            VendorReply sorry = _answers.Status(JsonStatus.UnspecifiedError);
            int? status = fault == VendorFault.BadStatus ? sorry.Status : null;
            return new VendorTurn(Delivery.Refusing(fault, sorry), Event(request, from, request.Mac, status, "not taken", fault));
        }

        VendorAnswer answer = _answers.Answer(request, from);
        Delivery delivery = Delivery.Of(fault, answer.Reply);
        if (!message.KeepsAlive && delivery.End == DeliveryEnd.KeepOpen)
        {
            delivery = delivery with { End = DeliveryEnd.Close };
        }

        return new VendorTurn(delivery, Event(request, from, answer.Mac, answer.Reply.Status, answer.Said, fault));
    }

    private VendorEvent Event(ScaleRequest request, IPAddress from, string? mac, int? status, string said, VendorFault fault) =>
        new(clock.GetUtcNow(), from.ToString(), mac, request.Kind, status, said, state.Stored, fault);
}
