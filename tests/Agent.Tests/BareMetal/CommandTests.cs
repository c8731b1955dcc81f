using System.Collections.Generic;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

public sealed class CommandTests
{
    private const string Uuid = "11111111-2222-3333-4444-555555555555";

    [Fact]
    public void SfdiskScript_Gpt_IsExact()
    {
        WritePartitionTable table = new()
        {
            Description = "",
            Disk = "disk0",
            TableKind = "gpt",
            TableId = "D8606EDE-F73A-4A46-BAE3-B97F3F3FD0DF",
            Partitions = [new LayoutPartition { Number = 3, StartSector = 2048, SizeSectors = 100, Type = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B", Uuid = "71E65211-F2DC-3545-9885-9E1F033A28D6", Name = "a \"b\\\n", Attributes = "LegacyBIOSBootable GUID:63" }],
        };

        Assert.Equal(
            "label: gpt\nlabel-id: D8606EDE-F73A-4A46-BAE3-B97F3F3FD0DF\nunit: sectors\n\ndisk3 : start=2048, size=100, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, "
            + "uuid=71E65211-F2DC-3545-9885-9E1F033A28D6, name=\"a \\x22b\\x5c\\x0a\", attrs=\"LegacyBIOSBootable GUID:63\"\n",
            SfdiskScript.Write(table, 512));
    }

    [Fact]
    public void SfdiskScript_EarlyPartitionAndHostileText_CannotAddLines()
    {
        WritePartitionTable table = new()
        {
            Description = "",
            Disk = "disk0",
            TableKind = "gpt",
            TableId = "x\nwipe",
            Partitions = [new LayoutPartition { Number = 1, StartSector = 34, SizeSectors = 2014, Type = "83\nlabel: dos" }],
        };

        Assert.Equal("label: gpt\nlabel-id: xwipe\nunit: sectors\nfirst-lba: 34\n\ndisk1 : start=34, size=2014, type=83labeldos\n", SfdiskScript.Write(table, 512));
    }

    public static IEnumerable<TheoryDataRow<string, string>> Commands() =>
    [
        new("ext4", $"mke2fs -q -F -t ext4 -U {Uuid} -L root -b 4096 -I 256 -m 5 -i 16384 -O none,has_journal,extent,64bit /dev/x"),
        new("vfat", "mkfs.fat -F 32 -i 1234ABCD -n ESP /dev/x"),
        new("swap", $"mkswap -f -U {Uuid} -L root /dev/x"),
        new("xfs", $"mkfs.xfs -q -f -m crc=1,reflink=0,uuid={Uuid} -i nrext64=1 -L root /dev/x"),
        new("btrfs", $"mkfs.btrfs -q -f -U {Uuid} -L root /dev/x"),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void MkfsCommand_EachType_KeepsUuidLabelAndFeatures(string type, string line)
    {
        LayoutFileSystem fileSystem = new()
        {
            Device = "disk0.1",
            Type = type,
            Uuid = type == "vfat" ? "1234-ABCD" : Uuid,
            Label = type == "vfat" ? "ESP" : "root",
            Settings = type switch
            {
                "ext4" => new Dictionary<string, string> { ["features"] = "has_journal,needs_recovery,extent,64bit", ["blockBytes"] = "4096", ["inodeBytes"] = "256", ["reservedPercent"] = "5", ["bytesPerInode"] = "16384" },
                "vfat" => new Dictionary<string, string> { ["fatBits"] = "32" },
                "xfs" => new Dictionary<string, string> { ["features"] = "crc=1,reflink=0,nrext64=1" },
                _ => new Dictionary<string, string>(),
            },
        };

        MkfsCommand? command = MkfsCommand.For(fileSystem, "/dev/x");

        Assert.Equal(line, $"{command?.Program} {string.Join(' ', command?.Arguments ?? [])}");
        Assert.Empty(command!.Dropped);
    }

    [Fact]
    public void MkfsCommand_FeatureFromTheFuture_IsDroppedByName()
    {
        LayoutFileSystem fileSystem = new() { Device = "disk0.1", Type = "ext4", Settings = new Dictionary<string, string> { ["features"] = "extent,time_travel", ["inodes"] = "500000", ["bytesPerInode"] = "16384" } };

        MkfsCommand command = MkfsCommand.For(fileSystem, "/dev/x")!;

        Assert.Equal(["time_travel"], command.Dropped);
        Assert.Equal("-q -F -t ext4 -N 500000 -O none,extent /dev/x", string.Join(' ', command.Arguments));
        Assert.Null(MkfsCommand.For(fileSystem with { Type = "ntfs" }, "/dev/x"));
    }
}
