using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Forward;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Cli.Forward;

/// <summary>Joins the responder and the way to the vendor, which do not know each other.</summary>
/// <param name="server">The vendor's server.</param>
internal sealed class UpstreamVendor(VendorServer server) : IVendor
{
    /// <inheritdoc/>
    public IVendorLine Open(string client) => new Line(server.Open(client));

    private sealed class Line(VendorLine line) : IVendorLine
    {
        public async ValueTask<RelayedReply> AskAsync(WireMessage request)
        {
            try
            {
                GuardedReply reply = await line.AskAsync(request);
                return RelayedReply.Of(reply.Message, reply.ForScale);
            }
            catch (VendorUnavailableException e)
            {
                return RelayedReply.None(e.Message, e.MayHaveArrived);
            }
        }

        public void Dispose() => line.Dispose();
    }
}
