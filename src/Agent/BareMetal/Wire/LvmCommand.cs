using System.Collections.Generic;
using System.Globalization;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal.Wire;

/// <summary>
/// The arguments of lvm. Each command sees only the devices that it is given (--devices): a group of the same name on another disk is
/// not there for it. All sizes are in bytes. Pure.
/// </summary>
internal static class LvmCommand
{
    /// <summary>Where LVM's metadata begins on a physical volume; it ends where the extents begin.</summary>
    private const int MetadataStartBytes = 4096;

    /// <summary>
    /// No daemon watches volumes in the boot image, and extents begin where the plan says, whatever a disk tells of its own alignment.
    /// </summary>
    private const string Settings = "activation { monitoring=0 } devices { data_alignment_offset_detection=0 }";

    /// <summary>Makes a physical volume with its old UUID.</summary>
    public static IReadOnlyList<string> MakePhysicalVolume(LayoutPhysicalVolume volume, string node) =>
    [
        "pvcreate", "--yes", .. Seen([node]), "--uuid", volume.Uuid, "--norestorefile", "--dataalignment", Bytes(volume.DataStartBytes),
        .. volume.DataStartBytes > MetadataStartBytes ? new[] { "--metadatasize", Bytes(volume.DataStartBytes - MetadataStartBytes) } : [], node,
    ];

    /// <summary>Makes a group.</summary>
    public static IReadOnlyList<string> MakeGroup(MakeVolumeGroup step, IReadOnlyList<string> nodes) =>
        ["vgcreate", "--yes", .. Seen(nodes), "--physicalextentsize", Bytes(step.ExtentBytes), step.Name, .. nodes];

    /// <summary>Makes a logical volume, a pool or a thin volume.</summary>
    /// <param name="step">What to make.</param>
    /// <param name="nodes">The devices of its group.</param>
    public static IReadOnlyList<string> MakeVolume(MakeLogicalVolume step, IReadOnlyList<string> nodes)
    {
        LayoutLogicalVolume volume = step.Volume;
        List<string> arguments = ["lvcreate", "--yes", .. Seen(nodes), "--type", volume.Type, "--name", volume.Name];
        if (volume is { Type: "thin", Pool: { } pool })
        {
            arguments.AddRange(["--virtualsize", Bytes(volume.SizeBytes), "--thinpool", pool]);
        }
        else
        {
            arguments.AddRange(["--size", Bytes(volume.SizeBytes), .. Count("--stripes", volume.Stripes), .. Count("--mirrors", volume.Mirrors)]);
            arguments.AddRange(volume.StripeBytes > 0 ? ["--stripesize", Bytes(volume.StripeBytes)] : []);
        }

        if (volume.ThinPool is { } thin)
        {
            arguments.AddRange(["--poolmetadatasize", Bytes(thin.MetadataBytes), "--chunksize", Bytes(thin.ChunkBytes), "--zero", thin.Zero ? "y" : "n"]);
            arguments.AddRange(thin.Discards.Length > 0 ? ["--discards", thin.Discards] : []);
        }
        else
        {
            arguments.AddRange(["--wipesignatures", "y"]);
        }

        return [.. arguments, step.Group];
    }

    /// <summary>Takes all volumes of a group out of use.</summary>
    public static IReadOnlyList<string> Deactivate(string group, IReadOnlyList<string> nodes) => ["vgchange", .. Seen(nodes), "--activate", "n", group];

    /// <summary>Asks for physical volumes: pv_name, pv_uuid, pe_start, pv_pe_count, vg_name, vg_extent_size.</summary>
    public static IReadOnlyList<string> ShowPhysicalVolumes(IReadOnlyList<string> nodes) =>
        ["pvs", .. Seen(nodes), .. Report, "pv_name,pv_uuid,pe_start,pv_pe_count,vg_name,vg_extent_size", .. nodes];

    /// <summary>Asks for one volume, a row for each of its segments: lv_size, segtype, lv_dm_path.</summary>
    public static IReadOnlyList<string> ShowVolume(string group, string volume, IReadOnlyList<string> nodes) =>
        ["lvs", .. Seen(nodes), .. Report, "lv_size,segtype,lv_dm_path", LayoutDeviceNames.Volume(group, volume)];

    /// <summary>Asks for the names of all groups on all devices of this PC, by physical volume: pv_name, vg_name.</summary>
    public static IReadOnlyList<string> ShowAll() => ["pvs", .. Report, "pv_name,vg_name"];

    private static IReadOnlyList<string> Report => ["--reportformat", "json", "--units", "b", "--nosuffix", "-o"];

    private static IReadOnlyList<string> Seen(IReadOnlyList<string> nodes) => ["--devices", string.Join(',', nodes), "--config", Settings];

    private static IEnumerable<string> Count(string name, int count) => count > 0 ? [name, count.ToString(CultureInfo.InvariantCulture)] : [];

    private static string Bytes(long bytes) => bytes.ToString(CultureInfo.InvariantCulture) + "b";
}
