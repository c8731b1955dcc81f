using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Files;
using Monitas.Contracts.Layouts;
using Xunit;
using static Monitas.Agent.Tests.Disks.StorageSample;

namespace Monitas.Agent.Tests.Disks;

public sealed class StorageLayoutTests
{
    private const long MiB = 1L << 20;

    [Fact]
    public void Build_MachineWithEverything_NamesWhatLiesOnWhat()
    {
        MachineLayout layout = LayoutBuilder.Build(Source());

        Assert.Empty(layout.Unsupported);
        Assert.Equal(2, layout.Version);
        Assert.Equal(["/dev/vda", "/dev/vdb", "/dev/vdc", "/dev/vdd", "/dev/vde", "/dev/vdf", "/dev/vdg"], layout.Disks.Select(d => d.Path));
        Assert.Equal(["md0 raid1 1.0 [disk0.2 disk1.2]", "md1 raid1 1.2 [disk0.3 disk1.3]"], layout.Arrays.Select(a => $"{a.Name} {a.Level} {a.Metadata} [{string.Join(' ', a.Members)}]"));
        Assert.Equal(["luks0 on md1 as cryptroot", "luks1 on data-vg/linear as crypt-over-lv", "luks2 on disk4 as old"], layout.Encryptions.Select(e => $"{e.Name} on {e.Device} as {e.MapName}").Order());
        Assert.Equal(["data-vg: disk2 disk3", "vg0: luks0"], layout.VolumeGroups.Select(g => $"{g.Name}: {string.Join(' ', g.PhysicalVolumes.Select(p => p.Device))}"));
        Assert.Equal(
            ["data-vg/thin-root:xfs:/srv", "disk5:btrfs:/data", "luks1:ext4:", "luks2:ext4:/old", "md0:ext4:/boot", "vg0/root:ext4:/", "vg0/swap_1:swap:"],
            layout.FileSystems.Select(f => $"{f.Device}:{f.Type}:{f.MountPoint}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Build_MachineWithEverything_DescribesRaidAndLuks()
    {
        MachineLayout layout = LayoutBuilder.Build(Source());

        LayoutArray root = layout.Arrays[1];
        Assert.Equal(("c704f20e:51c1723c:68b801b3:1abbc731", "pc1:root", 2, true, MiB, 572416 * 1024L), (root.Uuid, root.SetName, root.RaidDevices, root.Bitmap, root.DataOffsetBytes, root.ComponentBytes));
        Assert.Equal(0, layout.Arrays[0].DataOffsetBytes);
        LayoutEncryption crypt = layout.Encryptions.Single(e => e.Name == "luks0");
        Assert.Equal((2, "3e067ece-f7e9-47c4-b216-5ecaec742753", "cryptroot", "", "aes-xts-plain64", 512, 4096), (crypt.Version, crypt.Uuid, crypt.Label, crypt.Subsystem, crypt.Cipher, crypt.KeyBits, crypt.SectorBytes));
        Assert.Equal(("argon2id", "sha256", 16 * MiB, "luks,discard", ""), (crypt.Pbkdf, crypt.Hash, crypt.DataOffsetBytes, crypt.Options, crypt.KeyFile));
        LayoutEncryption old = layout.Encryptions.Single(e => e.Name == "luks2");
        Assert.Equal((1, "aes-cbc-essiv:sha256", 256, 512, "/etc/keys/old.key", 2 * MiB), (old.Version, old.Cipher, old.KeyBits, old.SectorBytes, old.KeyFile, old.DataOffsetBytes));
    }

    [Fact]
    public void Build_MachineWithEverything_DescribesEveryKindOfVolume()
    {
        MachineLayout layout = LayoutBuilder.Build(Source());

        LayoutVolumeGroup group = layout.VolumeGroups[0];
        Assert.Equal((MiB, 799L, MiB), (group.ExtentBytes, group.PhysicalVolumes[0].Extents, group.PhysicalVolumes[0].DataStartBytes));
        Assert.Equal(
            ["linear linear 32 0 0", "mirror raid1 32 0 1", "oldmirror mirror 32 0 1", "pool0 thin-pool 200 0 0", "slow linear 64 0 0", "stripe striped 64 2 0", "home thin 100 0 0", "thin-root thin 400 0 0"],
            group.Volumes.Select(v => $"{v.Name} {v.Type} {v.SizeBytes / MiB} {v.Stripes} {v.Mirrors}"));
        Assert.Equal(new LayoutThinPool { MetadataBytes = 8 * MiB, ChunkBytes = 131072, Zero = true, Discards = "passdown" }, group.Volumes.Single(v => v.Name == "pool0").ThinPool);
        Assert.Equal("pool0", group.Volumes.Single(v => v.Name == "thin-root").Pool);
        Assert.Equal(65536, group.Volumes.Single(v => v.Name == "stripe").StripeBytes);
        Assert.Contains("data-vg/slow was cached; a rebuild makes it without its cache.", layout.Warnings);
        Assert.Contains("data-vg/home-snap, data-vg/linear-snap are snapshots, which are not in the archive: a rebuild does not make them again.", layout.Warnings);
    }

    [Fact]
    public void Build_MachineWithEverything_DescribesTheBtrfs()
    {
        MachineLayout layout = LayoutBuilder.Build(Source());

        LayoutBtrfs btrfs = layout.FileSystems.Single(f => f.Type == "btrfs").Btrfs!;
        Assert.Equal(["disk5", "disk6"], btrfs.Devices);
        Assert.Equal(("raid1", "raid1", "crc32c", 16384L, "@"), (btrfs.DataProfile, btrfs.MetadataProfile, btrfs.Checksum, btrfs.NodeBytes, btrfs.DefaultSubvolume));
        Assert.Equal(["256 @", "257 @home", "260 with space", "258 @/.snapshots"], btrfs.Subvolumes.Select(s => $"{s.Id} {s.Path}"));
        Assert.Equal(["/data=@", "/data/home=@home"], btrfs.Mounts.Select(m => $"{m.MountPoint}={m.Subvolume}"));
        Assert.Equal(["extref", "skinny-metadata", "no-holes", "free-space-tree"], btrfs.Features);
        Assert.Contains(layout.Warnings, w => w.Contains("has 1 snapshot that", StringComparison.Ordinal));
        Assert.Contains(layout.Warnings, w => w.Contains("subvolid=", StringComparison.Ordinal));
    }

    [Fact]
    public void Build_VolumesByName_AreNoHardwareNames() =>
        Assert.DoesNotContain(LayoutBuilder.Build(Source()).Warnings, w => w.Contains("may differ on other hardware", StringComparison.Ordinal));

    [Fact]
    public void Build_SystemOnASnapshot_KeepsIt()
    {
        LayoutSource source = Source();
        LayoutSource rolledBack = source with { Mounts = [.. source.Mounts, Mount("/x", "0:31", "/dev/vdf", "btrfs", "/@/.snapshots/1/snapshot")] };

        LayoutBtrfs btrfs = LayoutBuilder.Build(rolledBack).FileSystems.Single(f => f.Type == "btrfs").Btrfs!;

        Assert.Equal("@/.snapshots/1/snapshot", btrfs.Subvolumes[^1].Path);
    }

    [Fact]
    public void Build_ToolIsMissing_IsUnsupportedWithTheReason()
    {
        LayoutSource source = Source();
        StorageFacts without = source.Storage with { Groups = [], PhysicalVolumes = [], Segments = [], Unread = new Dictionary<string, string> { ["dm-0"] = "The program pvs is not installed; it is needed here." } };

        MachineLayout layout = LayoutBuilder.Build(source with { Storage = without });

        Assert.Contains("/dev/dm-0 for / could not be described, so a rebuild cannot make it again. The program pvs is not installed; it is needed here.", layout.Unsupported);
        Assert.Empty(layout.VolumeGroups);
    }

    [Fact]
    public void Build_DegradedArrayAndForeignMember_AreTold()
    {
        LayoutSource source = Source();
        MdArray array = source.Storage.Arrays["md127"];
        LayoutSource With(MdArray changed) => source with { Storage = source.Storage with { Arrays = new Dictionary<string, MdArray>(source.Storage.Arrays) { ["md127"] = changed } } };

        MachineLayout degraded = LayoutBuilder.Build(With(array with { Members = [array.Members[0]] }));
        MachineLayout foreign = LayoutBuilder.Build(With(array with { Members = ["/dev/vda2", "/dev/sdz1"] }));
        MachineLayout firmware = LayoutBuilder.Build(With(array with { Metadata = "imsm" }));

        Assert.Contains("/dev/md127 had 1 of its 2 members when the backup was made; a rebuild makes it like that.", degraded.Warnings);
        Assert.Contains(foreign.Unsupported, u => u.Contains("/dev/sdz1", StringComparison.Ordinal));
        Assert.Contains(firmware.Unsupported, u => u.Contains("imsm", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("zfs_member", "ZFS")]
    [InlineData("bcache", "bcache")]
    [InlineData("isw_raid_member", "firmware RAID")]
    public void Build_WhatCannotBeMade_IsNamed(string type, string words)
    {
        LayoutSource source = Source();
        BlockDevice[] devices = [.. source.Devices.Select(d => d.KernelName == "vda" ? d with { Children = [d.Children[0] with { FileSystem = type }, .. d.Children.Skip(1)] } : d)];

        Assert.Contains($"/dev/vda1 holds {words}: a rebuild cannot make that again.", LayoutBuilder.Build(source with { Devices = devices }).Unsupported);
    }

    [Fact]
    public void Build_SwapWithARandomKey_NeedsNothing()
    {
        LayoutSource source = Source();
        BlockDevice swap = new() { Name = "swapcrypt", KernelName = "dm-90", Type = "crypt", FileSystem = "swap" };
        BlockDevice[] devices = [.. source.Devices.Select(d => d.KernelName == "vda" ? d with { Children = [d.Children[0] with { Children = [swap] }, .. d.Children.Skip(1)] } : d)];
        StorageFacts storage = source.Storage with { CrypTab = [.. source.Storage.CrypTab, new CrypTabLine("swapcrypt", "/dev/vda1", "/dev/urandom", "swap")] };

        Assert.Empty(LayoutBuilder.Build(source with { Devices = devices, Storage = storage }).Unsupported);
    }

    [Fact]
    public void Build_GroupOverTwoDisks_BringsTheUnmountedOne()
    {
        LayoutSource source = Source();
        MountEntry root = Mount("/", "253:23", "/dev/mapper/data--vg-linear", "ext4");

        MachineLayout layout = LayoutBuilder.Build(source with { Mounts = [root], SwapDevices = [] });

        Assert.Equal(["/dev/vdc", "/dev/vdd"], layout.Disks.Select(d => d.Path));
    }
}
