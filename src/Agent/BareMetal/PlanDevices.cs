using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>
/// Which devices a plan's steps use and make. A step may use a target, a partition of one, and what an earlier step has made; nothing
/// else. Pure.
/// </summary>
internal static class PlanDevices
{
    /// <summary>The first device that a step uses although it is neither on a target nor made by an earlier step; empty when there is none.</summary>
    public static string FirstUnknown(RebuildPlan plan)
    {
        HashSet<string> made = new(StringComparer.Ordinal);
        HashSet<string> targets = [.. plan.Targets.Select(t => t.Name)];
        foreach (PlanStep step in plan.Steps)
        {
            string? unknown = Used(step).FirstOrDefault(d => !made.Contains(d) && !(!LayoutDeviceNames.IsVolume(d) && targets.Contains(LayoutDeviceNames.DiskOf(d))));
            if (unknown is not null)
            {
                return unknown;
            }

            made.UnionWith(Made(step));
        }

        return "";
    }

    /// <summary>What a step reads or writes. A group is used by the name that ends with a slash, which no other thing has.</summary>
    private static IEnumerable<string> Used(PlanStep step) => step switch
    {
        ClearDisk clear => [clear.Disk],
        WritePartitionTable table => [table.Disk],
        MakeArray { Array: var array } => [.. array.Members, .. array.Spares],
        MakeEncryption make => [make.Encryption.Device],
        MakePhysicalVolume make => [make.PhysicalVolume.Device],
        MakeVolumeGroup make => make.Devices,
        MakeLogicalVolume { Volume.Pool: { } pool } thin => [Group(thin.Group), LayoutDeviceNames.Volume(thin.Group, pool)],
        MakeLogicalVolume make => [Group(make.Group)],
        MakeFileSystem { FileSystem: var fileSystem } => fileSystem.Btrfs is { } btrfs ? [fileSystem.Device, .. btrfs.Devices] : [fileSystem.Device],
        MakeSubvolumes make => [make.Device],
        WriteImage image => [image.Device],
        AddBootEntry entry => [entry.Device],
        MountFileSystem mount => [mount.Device],
        AddKeyFile add => [add.Encryption],
        InstallBootLoader loader => [.. loader.Disks, .. loader.EfiLegs ?? [], .. loader.EfiPartition.Length > 0 ? new[] { loader.EfiPartition } : []],
        _ => [],
    };

    private static IEnumerable<string> Made(PlanStep step) => step switch
    {
        MakeArray make => [make.Array.Name],
        MakeEncryption make => [make.Encryption.Name],
        MakeVolumeGroup make => [Group(make.Name)],
        MakeLogicalVolume make => [LayoutDeviceNames.Volume(make.Group, make.Volume.Name)],
        _ => [],
    };

    private static string Group(string name) => name + "/";
}
