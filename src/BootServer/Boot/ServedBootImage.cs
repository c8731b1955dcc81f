using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Monitas.BootServer.Boot;

/// <summary>
/// Which boot image a machine gets. All get the one that is served now, but a machine whose start has begun gets the rest of it from the image
/// with which it began: a kernel needs the modules of its own initramfs. Thread-safe.
/// </summary>
/// <param name="directory">Where the image lies that is served now; asked at each start of a machine.</param>
/// <param name="clock">The time.</param>
internal sealed class ServedBootImage(Func<string> directory, TimeProvider clock)
{
    /// <summary>How long a start may take from its script to its last byte: the initramfs over a slow network.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(30);

    /// <summary>More starts than a server can have at once; beyond it the oldest is forgotten and gets what is served.</summary>
    private const int MaxStarts = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<MacAddress, (BootImageFiles Image, DateTimeOffset Begun)> _starts = [];
    private BootImageFiles? _current;

    /// <summary>The image that is served now.</summary>
    public BootImageFiles Current
    {
        get
        {
            lock (_lock)
            {
                string now = directory();
                return _current?.Directory == now ? _current : _current = new BootImageFiles(now);
            }
        }
    }

    /// <summary>The machine's start begins: it gets the image that is served now, to the end of this start.</summary>
    public BootImageFiles Begin(MacAddress mac)
    {
        lock (_lock)
        {
            DateTimeOffset now = clock.GetUtcNow();
            if (_starts.Count >= MaxStarts)
            {
                foreach (MacAddress old in _starts.OrderBy(start => start.Value.Begun).Take(MaxStarts / 2).Select(start => start.Key).ToList())
                {
                    _starts.Remove(old);
                }
            }

            BootImageFiles image = Current;
            _starts[mac] = (image, now);
            return image;
        }
    }

    /// <summary>The image with which the machine's start began; a start begins when it has begun none, or long ago.</summary>
    public BootImageFiles BeginOrGoOn(MacAddress mac)
    {
        lock (_lock)
        {
            return Find(mac) ?? Begin(mac);
        }
    }

    /// <summary>The image with which the machine's start began; the one that is served now when it has begun none, or long ago.</summary>
    public BootImageFiles Of(MacAddress? mac)
    {
        lock (_lock)
        {
            return (mac is { } known ? Find(known) : null) ?? Current;
        }
    }

    private BootImageFiles? Find(MacAddress mac) =>
        _starts.TryGetValue(mac, out (BootImageFiles Image, DateTimeOffset Begun) start) && clock.GetUtcNow() - start.Begun < LongestStart ? start.Image : null;
}
