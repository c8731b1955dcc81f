using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Disks;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Monitas.Agent.Snapshots.Wire;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.Snapshots;

/// <summary>A snapshot by LVM, which holds the file system still for the moment of its making (dm-snapshot suspends with a freeze).</summary>
internal sealed class LvmSnapshot : ISnapshot
{
    /// <summary>With less room than this a snapshot would be full at once.</summary>
    private const long LeastBytes = 32L << 20;

    private readonly MountEntry _mount;
    private readonly string _group;
    private readonly string _name;

    private LvmSnapshot(MountEntry mount, string group, string name)
    {
        _mount = mount;
        _group = group;
        _name = name;
    }

    /// <summary>All logical volumes; empty on a machine without LVM.</summary>
    internal static async Task<List<LogicalVolume>> ListAsync(CancellationToken cancellationToken) => ExternalTool.Find("lvs") is null
        ? []
        : LvsReport.Parse((await ExternalTool.RunAsync("lvs", LvsReport.Arguments, cancellationToken).ConfigureAwait(false)).Output);

    /// <summary>Makes one.</summary>
    /// <exception cref="SnapshotException">There is no room for it.</exception>
    /// <exception cref="ToolException">lvcreate refused.</exception>
    internal static async Task<LvmSnapshot> CreateAsync(
        MountEntry mount, LogicalVolume origin, string name, SnapshotSize size, SnapshotJournal journal, CancellationToken cancellationToken)
    {
        long bytes = origin.IsThin ? 0 : Math.Max(Room(size), Room(new SnapshotSize(Percent: 0, LeastBytes)));
        if (!origin.IsThin && bytes < LeastBytes)
        {
            throw new SnapshotException($"the volume group {origin.Group} has only {SizeText.Of(origin.GroupFreeBytes)} left for a snapshot of {origin.Name}");
        }
        journal.Add(new SnapshotLeftover(SnapshotLeftover.Lvm, $"{origin.Group}/{name}"));
        await ExternalTool.RunAsync("lvcreate", LvsReport.CreateArguments(origin, name, bytes), cancellationToken).ConfigureAwait(false);
        return new LvmSnapshot(mount, origin.Group, name);

        long Room(SnapshotSize wanted) => wanted.For(origin.SizeBytes, origin.GroupFreeBytes, origin.ExtentBytes);
    }

    /// <inheritdoc/>
    public void Mount(SafeFileHandle place, ReadOnlySpan<byte> shown)
    {
        // The kernel may bring the file system's journal to its end; that happens on the snapshot, which is thrown away.
        string options = _mount.FileSystem == "xfs" ? "nouuid" : "";
        LinuxMount.Mount($"/dev/{_group}/{_name}", place, _mount.FileSystem, MountFlags.ReadOnly | MountFlags.NoExecution | MountFlags.NoSetId, shown, options);
    }

    /// <inheritdoc/>
    public async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        LogicalVolume? now = (await ListAsync(cancellationToken).ConfigureAwait(false)).Find(one => one.Group == _group && one.Name == _name);
        return now is { IsFilledUp: false }
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the LVM snapshot of {Encoding.UTF8.GetString(_mount.MountPoint)} ran out of room: more was changed there meanwhile than snapshot-size allows");
    }
}
