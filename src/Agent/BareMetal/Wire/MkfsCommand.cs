using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.BareMetal.Wire;

/// <summary>The command that makes a file system the way it was: same UUID, label and features. Pure.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments, the device last.</param>
/// <param name="Dropped">Features of the old file system that this boot image's mkfs does not know.</param>
internal sealed record MkfsCommand(string Program, IReadOnlyList<string> Arguments, IReadOnlyList<string> Dropped)
{
    /// <summary>States of a mounted or recovering file system, which are no choice of its maker.</summary>
    private static readonly FrozenSet<string> ExtStates = new[] { "needs_recovery", "orphan_present", "journal_dev", "shared_blocks" }.ToFrozenSet();

    /// <summary>What mke2fs 1.47 takes with -O (e2fsprogs, lib/e2p/feature.c and misc/mke2fs.c ok_features).</summary>
    private static readonly FrozenSet<string> ExtFeatures = new[]
    {
        "64bit", "bigalloc", "casefold", "dir_index", "dir_nlink", "ea_inode", "encrypt", "ext_attr", "extent", "extents", "extra_isize", "fast_commit", "filetype",
        "flex_bg", "has_journal", "huge_file", "inline_data", "large_dir", "large_file", "metadata_csum", "metadata_csum_seed", "mmp", "orphan_file", "project", "quota",
        "resize_inode", "sparse_super", "sparse_super2", "stable_inodes", "uninit_bg", "verity",
    }.ToFrozenSet();

    /// <summary>What mkfs.btrfs 6.2 takes with -O (common/fsfeatures.c), but for what needs more than a name.</summary>
    private static readonly FrozenSet<string> BtrfsFeatures = new[] { "mixed-bg", "extref", "raid56", "skinny-metadata", "no-holes", "raid1c34" }.ToFrozenSet();

    /// <summary>What it takes with -R; newer ones take these with -O.</summary>
    private static readonly FrozenSet<string> BtrfsRunTimeFeatures = new[] { "quota", "free-space-tree" }.ToFrozenSet();

    /// <summary>The command for a device; null when the type is none that can be made.</summary>
    /// <param name="fileSystem">What to make.</param>
    /// <param name="device">The node of its device.</param>
    /// <param name="further">The nodes of a btrfs's other devices, in their order.</param>
    public static MkfsCommand? For(LayoutFileSystem fileSystem, string device, params IReadOnlyList<string> further) => fileSystem.Type switch
    {
        "ext2" or "ext3" or "ext4" => Ext(fileSystem, device),
        "vfat" => Plain("mkfs.fat", [.. Option("-F", Setting(fileSystem, FileSystemSettings.FatBits)), .. Option("-i", fileSystem.Uuid.Replace("-", "", StringComparison.Ordinal)), .. Option("-n", fileSystem.Label)], device),
        "swap" => Plain("mkswap", ["-f", .. Option("-U", fileSystem.Uuid), .. Option("-L", fileSystem.Label)], device),
        "xfs" => Xfs(fileSystem, device),
        "btrfs" => Btrfs(fileSystem, [device, .. further]),
        _ => null,
    };

    private static MkfsCommand Ext(LayoutFileSystem fileSystem, string device)
    {
        string[] features = Setting(fileSystem, FileSystemSettings.Features).Split(',', StringSplitOptions.RemoveEmptyEntries);
        List<string> wanted = [.. features.Where(f => !ExtStates.Contains(f))];
        List<string> known = [.. wanted.Where(ExtFeatures.Contains)];
        string inodes = Setting(fileSystem, FileSystemSettings.Inodes);
        IEnumerable<string> count = inodes.Length > 0 ? ["-N", inodes] : Option("-i", Setting(fileSystem, FileSystemSettings.BytesPerInode));
        return new MkfsCommand(
            "mke2fs",
            [
                "-q", "-F", "-t", fileSystem.Type, .. Option("-U", fileSystem.Uuid), .. Option("-L", fileSystem.Label), .. Option("-b", Setting(fileSystem, FileSystemSettings.BlockBytes)),
                .. Option("-I", Setting(fileSystem, FileSystemSettings.InodeBytes)), .. Option("-m", Setting(fileSystem, FileSystemSettings.ReservedPercent)), .. count,
                .. known.Count > 0 ? new[] { "-O", "none," + string.Join(',', known) } : [], device,
            ],
            [.. wanted.Except(known)]);
    }

    private static MkfsCommand Xfs(LayoutFileSystem fileSystem, string device)
    {
        string[] features = Setting(fileSystem, FileSystemSettings.Features).Split(',', StringSplitOptions.RemoveEmptyEntries);
        List<string> metadata = [.. features.Where(f => !f.StartsWith("nrext64", StringComparison.Ordinal))];
        metadata.AddRange(fileSystem.Uuid.Length > 0 ? ["uuid=" + fileSystem.Uuid] : []);
        IEnumerable<string> wideExtents = features.Contains("nrext64=1") ? ["-i", "nrext64=1"] : [];
        return Plain("mkfs.xfs", ["-q", "-f", .. Option("-m", string.Join(',', metadata)), .. wideExtents, .. Option("-L", fileSystem.Label)], device);
    }

    private static MkfsCommand Btrfs(LayoutFileSystem fileSystem, IReadOnlyList<string> devices)
    {
        LayoutBtrfs details = fileSystem.Btrfs ?? new LayoutBtrfs { Devices = [fileSystem.Device] };
        List<string> features = [.. details.Features.Where(f => BtrfsFeatures.Contains(f.TrimStart('^')))];
        List<string> atRunTime = [.. details.Features.Where(f => BtrfsRunTimeFeatures.Contains(f.TrimStart('^')))];
        string nodeBytes = details.NodeBytes > 0 ? details.NodeBytes.ToString(CultureInfo.InvariantCulture) : "";
        return new MkfsCommand(
            "mkfs.btrfs",
            [
                "-q", "-f", .. Option("-U", fileSystem.Uuid), .. Option("-L", fileSystem.Label), .. Option("-d", details.DataProfile), .. Option("-m", details.MetadataProfile),
                .. Option("--csum", details.Checksum), .. Option("-n", nodeBytes), .. Option("-O", string.Join(',', features)), .. Option("-R", string.Join(',', atRunTime)), .. devices,
            ],
            [.. details.Features.Except(features).Except(atRunTime)]);
    }

    private static MkfsCommand Plain(string program, IReadOnlyList<string> arguments, string device) => new(program, [.. arguments, device], []);

    private static IEnumerable<string> Option(string name, string value) => value.Length > 0 ? [name, value] : [];

    private static string Setting(LayoutFileSystem fileSystem, string name) => fileSystem.Settings.GetValueOrDefault(name, "");
}
