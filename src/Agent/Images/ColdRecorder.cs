using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Images;

/// <summary>Looks at the disks of a machine in the boot image and says what a cold backup keeps of them. Nothing is written to them.</summary>
/// <param name="workDirectory">Where maps of used blocks lie for a moment.</param>
internal sealed class ColdRecorder(string workDirectory)
{
    /// <summary>Looks at all built-in disks.</summary>
    /// <param name="log">Gets a line for each image that takes more than it would if its system had been shut down in order.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ToolException">A disk cannot be described, is in use, or there is none.</exception>
    public async Task<ColdRecord> RecordAsync(Action<string> log, CancellationToken ct)
    {
        IReadOnlyList<BlockDevice> disks = ColdDisks.Choose(await BlockDeviceReader.ReadAsync(ct).ConfigureAwait(false));
        return disks.Count > 0
            ? await RecordAsync(disks, log, ct).ConfigureAwait(false)
            : throw new ToolException("This machine shows no built-in disk: check its cables and controller settings.");
    }

    /// <summary>Looks at these disks.</summary>
    /// <param name="disks">The disks, as lsblk sees them.</param>
    /// <param name="log">As above.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ToolException">A disk cannot be described, or is in use.</exception>
    public async Task<ColdRecord> RecordAsync(IReadOnlyList<BlockDevice> disks, Action<string> log, CancellationToken ct)
    {
        RequireIdle(disks);
        List<LayoutDisk> layouts = [];
        List<ImageSource> sources = [];
        for (int i = 0; i < disks.Count; i++)
        {
            PartitionTable? table = ColdDisks.HasTable(disks[i]) ? await LayoutRecorder.ReadTableAsync(disks[i].Path, ct).ConfigureAwait(false) : null;
            LayoutDisk layout = LayoutBuilder.Disk(string.Create(CultureInfo.InvariantCulture, $"disk{i}"), disks[i], table);
            layouts.Add(layout);
            foreach ((LayoutImage image, BlockDevice device) in ColdDisks.Images(disks[i], layout))
            {
                sources.Add(await SourceAsync(image, device, layout, log, ct).ConfigureAwait(false));
            }
        }

        IReadOnlyList<ImageSource> sorted = [.. sources.OrderBy(s => s.Image.Path, StringComparer.Ordinal)];
        return new ColdRecord(Layout(layouts, sorted), sorted);
    }

    private async Task<ImageSource> SourceAsync(LayoutImage image, BlockDevice device, LayoutDisk disk, Action<string> log, CancellationToken ct)
    {
        if (image.Type == LayoutImage.BootCode)
        {
            return new ImageSource(image, device.Path, ColdDisks.BootCodeExtents(disk, image.SizeBytes));
        }

        (IReadOnlyList<Extent>? used, string why) = await new UsedBlocks(workDirectory).FindAsync(device.Path, image.Type, image.SizeBytes, ct).ConfigureAwait(false);
        if (why.Length > 0)
        {
            log($"{image.Device} ({image.Type}): {why}; so all of its {image.SizeBytes} bytes are read, and all that are not zero are kept.");
        }

        return used is null
            ? new ImageSource(image with { HolesAreZeros = true }, device.Path, [new Extent(0, image.SizeBytes)])
            : new ImageSource(image, device.Path, used);
    }

    /// <summary>What is mounted or put together changes while it is read.</summary>
    private static void RequireIdle(IReadOnlyList<BlockDevice> disks)
    {
        string? busy = disks.SelectMany(d => d.WithDescendants())
            .FirstOrDefault(d => MountTable.Read().Any(m => MountTable.DeviceOf(m, [d]) is not null) || MountTable.SwapDevices().Contains(d.Path))?.Path;
        if (busy is not null)
        {
            throw new ToolException($"{busy} is in use: a cold backup is made in the boot image, where nothing of the disks is.");
        }
    }

    private static MachineLayout Layout(List<LayoutDisk> disks, IReadOnlyList<ImageSource> sources) => new()
    {
        Version = MachineLayout.ImageVersion,
        Firmware = MachineInventory.Firmware(),
        Disks = disks,
        FileSystems = [],
        BootLoader = new LayoutBootLoader { Kind = "unknown" },
        Images = [.. sources.Select(s => s.Image)],
        BootEntries = BootEntryList.Of(new EfiVariables(), disks),
        NetworkInterfaces = NetworkInterfaces.Wired(),
    };
}
