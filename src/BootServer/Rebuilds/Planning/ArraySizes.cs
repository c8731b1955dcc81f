using System;
using System.Globalization;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>How large an MD array becomes of components of a size, as the kernel counts (drivers/md). Pure arithmetic.</summary>
internal static class ArraySizes
{
    /// <summary>Sizes of arrays and LUKS devices change by whole MiB, so that sectors of any size fit.</summary>
    public const long UnitBytes = 1L << 20;

    /// <summary>md(4): a component of an array with metadata 0.90 has at most 2 TiB.</summary>
    private const long MaxOldComponentBytes = 2L << 40;

    /// <summary>By how much a component may change: whole MiB and whole chunks.</summary>
    public static long Unit(LayoutArray array)
    {
        long chunk = Math.Max(1, array.ChunkBytes);
        (long a, long b) = (UnitBytes, chunk);
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return UnitBytes / a * chunk;
    }

    /// <summary>Has each member a component of the same size? Arrays without one take all of each member.</summary>
    public static bool HasComponents(LayoutArray array) => array.Level is not ("raid0" or "linear");

    /// <summary>The largest component that its metadata can describe, in bytes.</summary>
    public static long MaxComponentBytes(LayoutArray array) => array.Metadata == "0.90" ? MaxOldComponentBytes : long.MaxValue;

    /// <summary>The size of an array with components of a size, both in bytes; only for levels that have components.</summary>
    public static long Of(LayoutArray array, long componentBytes) => array.Level switch
    {
        "raid4" or "raid5" => componentBytes * Math.Max(0, array.RaidDevices - 1),
        "raid6" => componentBytes * Math.Max(0, array.RaidDevices - 2),
        "raid10" => OfStripedMirror(array, componentBytes),
        _ => componentBytes,
    };

    /// <summary>How much each component may lose when the array may lose so much, both in bytes.</summary>
    public static long ComponentSlackBytes(LayoutArray array, long slackBytes)
    {
        long sizeBytes = Of(array, array.ComponentBytes);
        if (sizeBytes <= 0)
        {
            return 0;
        }

        long unit = Unit(array);
        long slack = (long)((decimal)slackBytes * array.ComponentBytes / sizeBytes) / unit * unit;
        while (slack > 0 && sizeBytes - Of(array, array.ComponentBytes - slack) > slackBytes)
        {
            slack -= unit;
        }

        return Math.Max(0, slack);
    }

    /// <summary>The layout is "n2", "f2" or "o2", near, far or offset and how many copies. raid10_size() of drivers/md/raid10.c: whole chunks over the far copies, times the members, over the near copies.</summary>
    private static long OfStripedMirror(LayoutArray array, long componentBytes)
    {
        long chunk = Math.Max(1, array.ChunkBytes);
        bool far = array.Layout.StartsWith('f') || array.Layout.StartsWith('o');
        int copies = array.Layout.Length > 1 && int.TryParse(array.Layout.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : 2;
        return componentBytes / chunk / (far ? copies : 1) * array.RaidDevices / (far ? 1 : copies) * chunk;
    }
}
