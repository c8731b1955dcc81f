using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Files;

namespace Monitas.Agent.Disks;

/// <summary>Asks mdadm, cryptsetup, LVM and btrfs what there is. A tool that is missing or fails is a reason beside the devices it should have described.</summary>
internal static class StorageReader
{
    private static readonly string[] LvmFormat = ["--reportformat", "json", "--units", "b", "--nosuffix"];

    /// <summary>Reads everything that lies on these devices.</summary>
    public static async Task<StorageFacts> ReadAsync(IReadOnlyList<BlockDevice> devices, IReadOnlyList<MountEntry> mounts, CancellationToken ct)
    {
        List<BlockDevice> all = [.. devices.SelectMany(d => d.WithDescendants()).DistinctBy(d => d.KernelName)];
        Dictionary<string, string> unread = new(StringComparer.Ordinal);
        StorageFacts facts = new()
        {
            Arrays = await AskAsync(all.Where(IsArray), d => d.KernelName, ArrayAsync, unread, ct).ConfigureAwait(false),
            Headers = await AskAsync(all.Where(d => d.FileSystem == "crypto_LUKS"), d => d.KernelName, HeaderAsync, unread, ct).ConfigureAwait(false),
            CrypTab = CrypTab.Parse(SysFs.Text("/etc/crypttab")),
            Btrfs = await BtrfsAsync(all, mounts, unread, ct).ConfigureAwait(false),
            Unread = unread,
        };
        return await WithVolumesAsync(facts, all, unread, ct).ConfigureAwait(false);
    }

    /// <summary>Is this an MD array?</summary>
    public static bool IsArray(BlockDevice device) =>
        device.KernelName.StartsWith("md", StringComparison.Ordinal) && (device.Type.StartsWith("raid", StringComparison.Ordinal) || device.Type is "linear" or "md");

    private static async Task<Dictionary<string, T>> AskAsync<T>(
        IEnumerable<BlockDevice> devices, Func<BlockDevice, string> key, Func<BlockDevice, CancellationToken, Task<T>> ask, Dictionary<string, string> unread, CancellationToken ct)
    {
        Dictionary<string, T> answers = new(StringComparer.Ordinal);
        foreach (BlockDevice device in devices)
        {
            try
            {
                answers[key(device)] = await ask(device, ct).ConfigureAwait(false);
            }
            catch (ToolException e)
            {
                unread[device.KernelName] = e.Message;
            }
        }

        return answers;
    }

    private static async Task<MdArray> ArrayAsync(BlockDevice device, CancellationToken ct)
    {
        ToolResult export = await ExternalTool.RunAsync("mdadm", ["--detail", "--export", device.Path], ct).ConfigureAwait(false);
        ToolResult detail = await ExternalTool.RunAsync("mdadm", ["--detail", device.Path], ct).ConfigureAwait(false);
        if (!MdadmDetail.TryParse(export.Output, detail.Output, out MdArray? array))
        {
            throw new ToolException($"mdadm's description of {device.Path} cannot be read: {ExternalTool.LastWords(export)}");
        }

        string sys = $"/sys/class/block/{device.KernelName}/md/";
        string[] members = Directory.Exists(sys) ? Directory.GetDirectories(sys, "dev-*") : [];
        return array with
        {
            ChunkBytes = Number(sys + "chunk_size"),
            ComponentBytes = Number(sys + "component_size") * 1024,
            DataOffsetBytes = members.Select(m => Number(m + "/offset") * 512).DefaultIfEmpty(0).Max(),
            Bitmap = SysFs.Text(sys + "bitmap/location") is not ("none" or "" or "file"),
        };
    }

    private static async Task<LuksHeader> HeaderAsync(BlockDevice device, CancellationToken ct)
    {
        ToolResult dump = await ExternalTool.RunAsync("cryptsetup", ["luksDump", device.Path], ct).ConfigureAwait(false);
        return LuksDump.TryParse(dump.Output, out LuksHeader? header) ? header : throw new ToolException($"cryptsetup's description of {device.Path} cannot be read.");
    }

    private static async Task<StorageFacts> WithVolumesAsync(StorageFacts facts, List<BlockDevice> all, Dictionary<string, string> unread, CancellationToken ct)
    {
        List<BlockDevice> members = [.. all.Where(d => d.FileSystem == "LVM2_member")];
        if (members.Count == 0)
        {
            return facts;
        }

        try
        {
            string volumes = (await ExternalTool.RunAsync("pvs", [.. LvmFormat, "-o", LvmReport.PhysicalVolumeFields], ct).ConfigureAwait(false)).Output;
            string groups = (await ExternalTool.RunAsync("vgs", [.. LvmFormat, "-o", LvmReport.GroupFields], ct).ConfigureAwait(false)).Output;
            string segments = (await ExternalTool.RunAsync("lvs", ["-a", .. LvmFormat, "-o", LvmReport.SegmentFields], ct).ConfigureAwait(false)).Output;
            return LvmReport.TryParsePhysicalVolumes(volumes, out IReadOnlyList<LvmPhysicalVolume>? p) && LvmReport.TryParseGroups(groups, out IReadOnlyList<LvmGroup>? g)
                && LvmReport.TryParseSegments(segments, out IReadOnlyList<LvmSegment>? s)
                ? facts with { PhysicalVolumes = p, Groups = g, Segments = s }
                : throw new ToolException("LVM's reports cannot be read.");
        }
        catch (ToolException e)
        {
            members.ForEach(m => unread[m.KernelName] = e.Message);
            return facts;
        }
    }

    private static async Task<IReadOnlyDictionary<string, BtrfsFacts>> BtrfsAsync(List<BlockDevice> all, IReadOnlyList<MountEntry> mounts, Dictionary<string, string> unread, CancellationToken ct)
    {
        Dictionary<string, string> mountPoints = new(StringComparer.Ordinal);
        foreach (MountEntry mount in mounts.Where(m => m.FileSystem == "btrfs"))
        {
            if (MountTable.DeviceOf(mount, all) is { } device)
            {
                mountPoints.TryAdd(device.KernelName, MountTable.PathOf(mount));
            }
        }

        return await AskAsync(
            all.Where(d => mountPoints.ContainsKey(d.KernelName)), d => d.Uuid, (d, stop) => BtrfsAsync(d, mountPoints[d.KernelName], stop), unread, ct).ConfigureAwait(false);
    }

    private static async Task<BtrfsFacts> BtrfsAsync(BlockDevice device, string mountPoint, CancellationToken ct)
    {
        async Task<string> AskAsync(params string[] arguments) => (await ExternalTool.RunAsync("btrfs", arguments, ct).ConfigureAwait(false)).Output;
        return new BtrfsFacts
        {
            Devices = BtrfsText.Devices(await AskAsync("filesystem", "show", mountPoint).ConfigureAwait(false)),
            Subvolumes = BtrfsText.Subvolumes(await AskAsync("subvolume", "list", "-a", "-p", "-q", "-R", mountPoint).ConfigureAwait(false)),
            DefaultSubvolume = BtrfsText.DefaultSubvolume(await AskAsync("subvolume", "get-default", mountPoint).ConfigureAwait(false)),
            Profiles = await AskAsync("filesystem", "df", mountPoint).ConfigureAwait(false),
            Superblock = await AskAsync("inspect-internal", "dump-super", device.Path).ConfigureAwait(false),
        };
    }

    private static long Number(string path) => long.TryParse(SysFs.Text(path), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= 1L << 52 ? number : 0;
}
