using System.Security.Cryptography;
using System.Text;

namespace ScaleProxy.Web.Access;

/// <summary>
/// The browsers that gave the token: each has a random value of its own in a cookie, never the token. They end with the
/// process; the owner gives the token again then.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="max">How many at once; the one that began first ends when one more comes.</param>
/// <param name="lifetime">How long each lasts.</param>
internal sealed class Sessions(TimeProvider clock, int max, TimeSpan lifetime)
{
    private readonly Lock _lock = new();

    // In the order they began. Hashes are compared, so that the time a comparison takes tells nothing of a value.
    private readonly List<(string Hash, long BeganAt)> _open = [];

    /// <summary>Begins a session.</summary>
    /// <returns>Its value.</returns>
    public string Begin()
    {
        string value = PageToken.Random();
        lock (_lock)
        {
            Forget();
            if (_open.Count >= max)
            {
                _open.RemoveAt(0);
            }

            _open.Add((HashOf(value), clock.GetTimestamp()));
        }

        return value;
    }

    /// <summary>Whether a value is that of a session.</summary>
    public bool Has(string value)
    {
        string hash = HashOf(value);
        lock (_lock)
        {
            Forget();
            return _open.Exists(session => session.Hash == hash);
        }
    }

    /// <summary>Ends a session.</summary>
    public void End(string value)
    {
        string hash = HashOf(value);
        lock (_lock)
        {
            _open.RemoveAll(session => session.Hash == hash);
        }
    }

    private static string HashOf(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    private void Forget() => _open.RemoveAll(session => clock.GetElapsedTime(session.BeganAt) >= lifetime);
}
