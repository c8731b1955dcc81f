using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using static Monitas.BootServer.Tests.Rebuilds.Planning.SampleContainers;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

/// <summary>Machines with any stack of RAID, LUKS, LVM and btrfs; the same number always gives the same machine.</summary>
internal sealed class RandomMachine
{
    private const long Extent = 4 * MiB;
    private readonly Random _random;
    private readonly List<LayoutDisk> _disks = [];
    private readonly List<LayoutArray> _arrays = [];
    private readonly List<LayoutEncryption> _encryptions = [];
    private readonly List<LayoutVolumeGroup> _groups = [];
    private readonly List<LayoutFileSystem> _fileSystems = [];
    private List<(string Device, long Bytes)> _open = [];

    private RandomMachine(int seed) => _random = new Random(seed);

    public static MachineLayout Make(int seed)
    {
        RandomMachine machine = new(seed);
        machine.AddDisks();
        if (machine.Chance(2))
        {
            machine.AddArray();
        }

        if (machine.Chance(3))
        {
            machine.AddLuks();
        }

        if (machine.Chance(2))
        {
            machine.AddGroup();
        }

        if (machine.Chance(3))
        {
            machine.AddLuks();
        }

        machine.AddFileSystems();
        return Machine([.. machine._disks]) with { Arrays = machine._arrays, Encryptions = machine._encryptions, VolumeGroups = machine._groups, FileSystems = machine._fileSystems };
    }

    private bool Chance(int in1) => _random.Next(in1) == 0;

    private void AddDisks()
    {
        long bytes = _random.NextInt64(6, 60) * GiB;
        int count = _random.Next(1, 5);
        for (int i = 0; i < count; i++)
        {
            long own = Chance(3) ? _random.NextInt64(6, 60) * GiB : bytes;
            string name = $"disk{i}";
            if (i > 0 && Chance(4))
            {
                _disks.Add(Whole(name, "OLD" + name) with { SizeBytes = own });
                _open.Add((name, own));
                continue;
            }

            LayoutDisk disk = Disk(name, "OLD" + name);
            long rest = own - (GiB + (4 * MiB));
            _disks.Add(disk with { SizeBytes = own, Partitions = [disk.Partitions[0], disk.Partitions[1], disk.Partitions[2] with { SizeSectors = rest / 512 }] });
            _open.Add((name + ".3", rest));
        }

        _fileSystems.Add(FileSystem("disk0.2", "ext4", "/boot", GiB, 200 * MiB));
    }

    private void AddArray()
    {
        string[] levels = _open.Count switch { 1 => ["raid1"], 2 => ["raid0", "raid1", "linear"], 3 => ["raid0", "raid1", "raid5", "raid10"], _ => ["raid0", "raid1", "raid5", "raid6", "raid10"] };
        string level = levels[_random.Next(levels.Length)];
        long chunk = level is "raid1" or "linear" ? 0 : 65536 << _random.Next(6);
        long unit = Math.Max(65536, chunk);
        long component = (_open.Min(o => o.Bytes) - (2 * MiB)) / unit * unit;
        int count = _open.Count;
        long bytes = level switch
        {
            "raid0" or "linear" => _open.Sum(o => (o.Bytes - (2 * MiB)) / unit * unit),
            "raid5" => component * (count - 1),
            "raid6" => component * (count - 2),
            "raid10" => component / chunk * count / 2 * chunk,
            _ => component,
        };
        bool all = level is "raid0" or "linear";
        _arrays.Add(Mirror("md0", "1.2", MiB, [.. _open.Select(o => o.Device)], all ? 0 : component) with { Level = level, ChunkBytes = chunk, Layout = level == "raid10" ? "n2" : "", SizeBytes = bytes });
        _open = [("md0", bytes)];
    }

    private void AddLuks() => _open =
    [
        .. _open.Select(o =>
        {
            string name = $"luks{_encryptions.Count}";
            _encryptions.Add(Luks(name, o.Device, o.Bytes, "crypt" + name) with { Uuid = $"3e067ece-f7e9-47c4-b216-{_encryptions.Count:D12}" });
            return (name, _encryptions[^1].SizeBytes);
        }),
    ];

    private void AddGroup()
    {
        LayoutVolumeGroup group = Group("vg0", [.. _open]);
        long free = group.PhysicalVolumes.Min(p => p.Extents) / 2 * Extent;
        int count = _open.Count;
        List<LayoutLogicalVolume> volumes = [];
        List<(string, long)> open = [];
        for (int i = _random.Next(1, 4); i > 0 && free > GiB; i--)
        {
            long bytes = _random.NextInt64(100, free / Extent) * Extent;
            LayoutLogicalVolume volume = Linear($"v{i}", bytes);
            volume = _random.Next(5) switch
            {
                0 when count > 1 => volume with { Type = "raid1", Mirrors = 1 },
                1 when count > 1 => volume with { Type = "striped", Stripes = 2, StripeBytes = 65536, SizeBytes = bytes / 2 / Extent * 2 * Extent },
                2 => volume with { Type = "thin-pool", ThinPool = new LayoutThinPool { MetadataBytes = 16 * MiB, ChunkBytes = 65536 } },
                _ => volume,
            };
            volumes.Add(volume);
            free -= volume.SizeBytes + (20 * Extent);
            if (volume.ThinPool is not null)
            {
                volume = Linear($"t{i}", bytes * (Chance(3) ? 3 : 1)) with { Type = "thin", Pool = volume.Name };
                volumes.Add(volume);
            }

            open.Add(("vg0/" + volume.Name, volume.SizeBytes));
        }

        _groups.Add(group with { Volumes = volumes });
        _open = open;
    }

    private void AddFileSystems()
    {
        string[] types = ["ext4", "xfs", "btrfs", "swap"];
        bool together = _open.Count > 1 && Chance(2);
        for (int i = 0; i < (together ? 1 : _open.Count); i++)
        {
            string mountPoint = i == 0 ? "/" : $"/data{i}";
            string type = i == 0 ? types[_random.Next(3)] : types[_random.Next(4)];
            (string device, long bytes) = _open[i];
            long used = _random.NextInt64(0, 101) * ((together ? _open.Min(o => o.Bytes) / 2 : bytes) / 100);
            _fileSystems.Add(FileSystem(device, together ? "btrfs" : type, type == "swap" ? "" : mountPoint, bytes, type == "swap" ? 0 : used) with
            {
                Btrfs = !together ? null : new LayoutBtrfs
                {
                    Devices = [.. _open.Select(o => o.Device)],
                    DataProfile = new[] { "single", "raid0", "raid1" }[_random.Next(3)],
                    MetadataProfile = "raid1",
                    Mounts = [new LayoutBtrfsMount { MountPoint = "/", Subvolume = "" }],
                },
            });
        }
    }
}
