using System.Net;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>The scale of the sample conversation, which takes nothing but the sample's own replies, to the byte.</summary>
internal sealed class WeighInLine : IDisposable
{
    private readonly ScaleLine _line;
    private int _turn;

    private WeighInLine(ScaleLine line) => _line = line;

    public static async Task<WeighInLine> OpenAsync(IPEndPoint address) => new(await ScaleLine.OpenAsync(address));

    /// <summary>The whole conversation on a connection of its own.</summary>
    public static async Task WeighInAsync(IPEndPoint address)
    {
        using WeighInLine line = await OpenAsync(address);
        await line.GoOnAsync(WeighIn.Turns.Count);
    }

    /// <summary>Says, and hears, the next turns.</summary>
    public async Task GoOnAsync(int turns)
    {
        for (int end = _turn + turns; _turn < end; _turn++)
        {
            Turn turn = WeighIn.Turns[_turn];
            if (turn.FromClient)
            {
                await _line.SendAsync(turn.Bytes);
            }
            else
            {
                (await _line.ReadAsync()).Raw.ToArray().Should().Equal(turn.Bytes);
            }
        }
    }

    public void Dispose() => _line.Dispose();
}
