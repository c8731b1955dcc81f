using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>Whether the words and numbers of one array, LUKS device, volume group or btrfs can be: see <see cref="ContainerCheck"/>. Pure.</summary>
internal static class ContainerSoundness
{
    private const long MaxBytes = StorageFitter.MaxBytes;
    private const long MaxChunkBytes = 1L << 30;
    private const int MaxMembers = 256;
    private const int MaxVolumes = 1024;

    private static readonly string[] Levels = ["linear", "raid0", "raid1", "raid4", "raid5", "raid6", "raid10"];
    private static readonly string[] VolumeTypes = ["linear", "striped", "mirror", "raid0", "raid1", "raid4", "raid5", "raid6", "raid10", "thin-pool", "thin"];

    /// <summary>Can the array be made? Of a level with redundancy so many members may be missing as it can lose in any case.</summary>
    public static bool IsSound(LayoutArray array)
    {
        int missing = array.RaidDevices - array.Members.Count;
        int mayMiss = array.Level switch { "raid1" => array.RaidDevices - 1, "raid4" or "raid5" or "raid10" => 1, "raid6" => 2, _ => 0 };
        return Levels.Contains(array.Level) && array.Metadata is "0.90" or "1.0" or "1.1" or "1.2"
            && array.RaidDevices is > 0 and <= MaxMembers && array.Spares.Count <= MaxMembers && missing >= 0 && missing <= mayMiss
            && IsSize(array.SizeBytes) && IsSize(array.ComponentBytes) && IsSize(array.DataOffsetBytes) && array.ChunkBytes is >= 0 and <= MaxChunkBytes
            && array.ComponentBytes % 1024 == 0 && (array.ComponentBytes > 0) == ArraySizes.HasComponents(array)
            && IsWord(array.Uuid) && IsText(array.SetName) && IsText(array.Layout);
    }

    /// <summary>Can the LUKS device be made?</summary>
    public static bool IsSound(LayoutEncryption encryption) =>
        encryption.Version is 1 or 2 && Guid.TryParse(encryption.Uuid, out _) && encryption.KeyBits is >= 64 and <= 4096 && encryption.SectorBytes is 512 or 1024 or 2048 or 4096
        && IsSize(encryption.SizeBytes) && IsSize(encryption.DataOffsetBytes) && IsName(encryption.MapName, "+_.-#:=@") && IsWord(encryption.Cipher)
        && IsText(encryption.Label) && IsText(encryption.Subsystem) && IsText(encryption.Pbkdf) && IsText(encryption.Hash);

    /// <summary>Can the group be made, with all its volumes?</summary>
    public static bool IsSound(LayoutVolumeGroup group) =>
        IsName(group.Name, "+_.-") && group.ExtentBytes is >= 1024 and <= 1L << 40 && group.PhysicalVolumes.Count <= MaxMembers && group.Volumes.Count <= MaxVolumes
        && group.PhysicalVolumes.All(p => p.Extents > 0 && p.Extents <= MaxBytes / group.ExtentBytes && IsSize(p.DataStartBytes) && IsName(p.Uuid, "-"))
        && group.Volumes.All(v => IsSound(v, group));

    /// <summary>Can the btrfs be made? A mount option ends at a comma, so no subvolume that is mounted has one in its path.</summary>
    /// <param name="btrfs">What it has.</param>
    /// <param name="fileSystem">The file system that it belongs to.</param>
    /// <param name="known">All devices that there are.</param>
    public static bool IsSound(LayoutBtrfs btrfs, LayoutFileSystem fileSystem, IReadOnlySet<string> known)
    {
        HashSet<string> paths = [.. btrfs.Subvolumes.Select(s => s.Path)];
        return btrfs.Devices.Count is > 0 and <= MaxMembers && btrfs.Devices[0] == fileSystem.Device && btrfs.Devices.All(known.Contains)
            && paths.Count == btrfs.Subvolumes.Count && paths.All(IsPath) && btrfs.Mounts.All(m => m.Subvolume.Length == 0 || (paths.Contains(m.Subvolume) && !m.Subvolume.Contains(',', StringComparison.Ordinal)))
            && (btrfs.DefaultSubvolume.Length == 0 || paths.Contains(btrfs.DefaultSubvolume))
            && IsText(btrfs.DataProfile) && IsText(btrfs.MetadataProfile) && IsText(btrfs.Checksum) && btrfs.Features.All(IsText);
    }

    private static bool IsSound(LayoutLogicalVolume volume, LayoutVolumeGroup group)
    {
        LayoutLogicalVolume? pool = volume.Pool is null ? null : group.Volumes.FirstOrDefault(v => v.Name == volume.Pool);
        return IsName(volume.Name, "+_.-") && VolumeTypes.Contains(volume.Type) && volume.SizeBytes > 0 && IsSize(volume.SizeBytes) && volume.SizeBytes % group.ExtentBytes == 0
            && volume.Stripes is >= 0 and <= 128 && volume.Mirrors is >= 0 and <= 9 && volume.StripeBytes is >= 0 and <= MaxChunkBytes
            && volume.Type == "thin" == volume.Pool is not null && volume.Type == "thin-pool" == volume.ThinPool is not null && (volume.Pool is null || pool?.ThinPool is not null)
            && (volume.ThinPool is not { } thin || (thin.MetadataBytes > 0 && IsSize(thin.MetadataBytes) && thin.ChunkBytes is >= 65536 and <= MaxChunkBytes && IsText(thin.Discards)));
    }

    private static bool IsSize(long bytes) => bytes is >= 0 and <= MaxBytes;

    /// <summary>What LVM (lvm(8), VALID NAMES) and the device mapper take as a name.</summary>
    private static bool IsName(string name, string marks) =>
        name.Length is > 0 and < 128 && name is not ("." or "..") && IsText(name) && name.All(c => char.IsAsciiLetterOrDigit(c) || marks.Contains(c, StringComparison.Ordinal));

    private static bool IsWord(string text) => text.Length > 0 && IsText(text) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '(' or ')');

    /// <summary>On a command line it must not look like an option.</summary>
    private static bool IsText(string text) => !text.StartsWith('-') && !text.Any(char.IsControl);

    private static bool IsPath(string path) => path.Length > 0 && !path.StartsWith('/') && !path.Split('/').Contains("..") && !path.Contains('\0', StringComparison.Ordinal);
}
