using System.Linq;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Images;
using Monitas.Contracts.Layouts;
using Xunit;

namespace Monitas.Agent.Tests.Images;

public sealed class ColdDisksTests
{
    private static readonly BlockDevice Disk = new()
    {
        Name = "sda",
        KernelName = "sda",
        Type = "disk",
        SizeBytes = 1L << 40,
        TableKind = "dos",
        Transport = "sata",
        Children =
        [
            new BlockDevice { Name = "sda1", KernelName = "sda1", Type = "part", FileSystem = "ntfs", Label = "System" },
            new BlockDevice { Name = "sda2", KernelName = "sda2", Type = "part" },
            new BlockDevice { Name = "sda5", KernelName = "sda5", Type = "part", FileSystem = "ext4" },
        ],
    };

    private static readonly PartitionTable Table = new("dos", "0x1234abcd",
    [
        new LayoutPartition { Number = 1, StartSector = 63, SizeSectors = 1000, Type = "7", Bootable = true },
        new LayoutPartition { Number = 2, StartSector = 2048, SizeSectors = 8000, Type = "5" },
        new LayoutPartition { Number = 5, StartSector = 2111, SizeSectors = 4000, Type = "83" },
    ]);

    [Fact]
    public void Choose_BuiltInDisksOnly_InTheOrderOfTheirNames()
    {
        BlockDevice[] devices =
        [
            Disk with { KernelName = "sdb" }, Disk, Disk with { KernelName = "sdc", Removable = true }, Disk with { KernelName = "sdd", Transport = "usb" },
            Disk with { KernelName = "sde", SizeBytes = 0 }, Disk with { KernelName = "sr0", Type = "rom" }, Disk with { KernelName = "zram0" }, Disk with { KernelName = "loop0", Type = "loop" },
        ];

        Assert.Equal(["sda", "sdb"], ColdDisks.Choose(devices).Select(d => d.KernelName));
    }

    [Fact]
    public void Images_OfMbr_AreBootCodeAndAllPartitionsButTheExtendedOne()
    {
        LayoutDisk layout = LayoutBuilder.Disk("disk0", Disk, Table);

        LayoutImage[] images = [.. ColdDisks.Images(Disk, layout).Select(i => i.Image)];

        Assert.Equal(["/disk0.boot-code.img", "/disk0.1.img", "/disk0.5.img"], images.Select(i => i.Path));
        Assert.Equal([63 * 512, 1000 * 512, 4000 * 512], images.Select(i => i.SizeBytes));
        Assert.Equal(["boot-code", "ntfs", "ext4"], images.Select(i => i.Type));
        Assert.Equal("System", images[1].Label);
    }

    [Fact]
    public void BootCodeExtents_NeverHoldDiskIdentifierOrTable()
    {
        LayoutDisk mbr = LayoutBuilder.Disk("disk0", Disk, Table);

        Assert.Equal([new Extent(0, 440), new Extent(512, (63 * 512) - 512)], ColdDisks.BootCodeExtents(mbr, 63 * 512));
        Assert.Equal([new Extent(0, 440)], ColdDisks.BootCodeExtents(mbr with { TableKind = "gpt" }, 1 << 20));
    }

    [Fact]
    public void Images_OfADiskWithoutTable_IsTheWholeDisk()
    {
        BlockDevice bare = Disk with { TableKind = "", FileSystem = "BitLocker", Children = [] };

        LayoutImage image = Assert.Single(ColdDisks.Images(bare, LayoutBuilder.Disk("disk1", bare, null))).Image;

        Assert.Equal(("disk1", "/disk1.img", "BitLocker", 1L << 40), (image.Device, image.Path, image.Type, image.SizeBytes));
    }

    [Fact]
    public void Images_PartitionThatTheKernelDoesNotShow_IsAnError()
    {
        ToolException e = Assert.Throws<ToolException>(() => ColdDisks.Images(Disk with { Children = [.. Disk.Children.Take(2)] }, LayoutBuilder.Disk("disk0", Disk, Table)).ToList());

        Assert.Contains("partition 5", e.Message, System.StringComparison.Ordinal);
    }
}
