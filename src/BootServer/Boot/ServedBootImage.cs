using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Monitas.BootServer.Boot.Images;

namespace Monitas.BootServer.Boot;

/// <summary>
/// Which boot image a machine gets. All of one kind of processor get the one that is served now, but a machine whose start has begun gets the rest of it
/// from the image with which it began: a kernel needs the modules of its own initramfs. Thread-safe.
/// </summary>
/// <param name="directory">Where the image for these processors lies that is served now; null when there is none, which cannot be for amd64. Asked at each start of a machine.</param>
/// <param name="clock">The time.</param>
internal sealed class ServedBootImage(Func<ImageArchitecture, string?> directory, TimeProvider clock)
{
    /// <summary>How long a start may take from its script to its last byte: the initramfs over a slow network.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(30);

    /// <summary>More starts than a server can have at once; beyond it the oldest is forgotten and gets what is served.</summary>
    private const int MaxStarts = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<MacAddress, (BootImageFiles Image, DateTimeOffset Begun)> _starts = [];
    private readonly Dictionary<ImageArchitecture, BootImageFiles> _current = [];

    /// <summary>The image that is served now to machines without a processor of another kind.</summary>
    public BootImageFiles Current => Find(ImageArchitecture.Amd64)!;

    /// <summary>The image for these processors that is served now; null: there is none.</summary>
    public BootImageFiles? Find(ImageArchitecture architecture)
    {
        lock (_lock)
        {
            if (directory(architecture) is not { } now)
            {
                return null;
            }

            return _current.TryGetValue(architecture, out BootImageFiles? known) && known.Directory == now
                ? known
                : _current[architecture] = new BootImageFiles(now, architecture);
        }
    }

    /// <summary>A loader that comes with the boot image for 64-bit ARM, by its name.</summary>
    public bool TryGetLoader(string name, out ReadOnlyMemory<byte> content)
    {
        content = default;
        if (name is not (BootFileNames.ShimArm64 or BootFileNames.GrubArm64) || Find(ImageArchitecture.Arm64)?.Loaders is not { } loaders)
        {
            return false;
        }

        content = name == BootFileNames.ShimArm64 ? loaders.Shim : loaders.Grub;
        return true;
    }

    /// <summary>The machine's start begins: it gets the image that is served now, to the end of this start; null: there is none for its processor.</summary>
    public BootImageFiles? Begin(MacAddress mac, ImageArchitecture architecture)
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

            BootImageFiles? image = Find(architecture);
            if (image is not null)
            {
                _starts[mac] = (image, now);
            }

            return image;
        }
    }

    /// <summary>The image with which the machine's start began; a start begins when it has begun none, or long ago.</summary>
    public BootImageFiles? BeginOrGoOn(MacAddress mac, ImageArchitecture architecture)
    {
        lock (_lock)
        {
            return Started(mac) is { } image && image.Architecture == architecture ? image : Begin(mac, architecture);
        }
    }

    /// <summary>
    /// The image for these processors with which the machine's start began; the one that is served now when it has begun none, or long ago, or before this
    /// server was started; null: there is none.
    /// </summary>
    public BootImageFiles? Of(MacAddress? mac, ImageArchitecture architecture)
    {
        lock (_lock)
        {
            return mac is { } known && Started(known) is { } image && image.Architecture == architecture ? image : Find(architecture);
        }
    }

    private BootImageFiles? Started(MacAddress mac) =>
        _starts.TryGetValue(mac, out (BootImageFiles Image, DateTimeOffset Begun) start) && clock.GetUtcNow() - start.Begun < LongestStart ? start.Image : null;
}
