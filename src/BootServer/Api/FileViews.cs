using System;
using System.Text;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Api;

/// <summary>Shows entries of archives.</summary>
internal static class FileViews
{
    private const long NanosecondsPerTick = 100;

    /// <summary>An entry for people and for --json.</summary>
    public static FileView Of(ManifestEntry entry) => new(
        BytePath.ToDisplay(entry.Path),
        entry.Path,
        char.ToLowerInvariant(entry.Kind.ToString()[0]) + entry.Kind.ToString()[1..],
        Convert.ToString(entry.Mode, 8).PadLeft(4, '0'),
        $"{Name(entry.UserName, entry.Uid)}:{Name(entry.GroupName, entry.Gid)}",
        entry.SizeBytes,
        DateTimeOffset.UnixEpoch.AddTicks(entry.MtimeNs / NanosecondsPerTick),
        BytePath.ToDisplay(entry.LinkTarget));

    private static string Name(byte[] name, uint number) => name.Length > 0 ? Encoding.UTF8.GetString(name) : $"{number}";
}
