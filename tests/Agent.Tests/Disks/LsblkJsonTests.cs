using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Monitas.Agent.Disks.Wire;
using Xunit;

namespace Monitas.Agent.Tests.Disks;

public sealed class LsblkJsonTests
{
    private static string Sample => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Disks/TestData/lsblk-raid-luks-lvm.json"));

    [Fact]
    public void TryParse_RaidLuksLvm_GivesTheWholeTree()
    {
        Assert.True(LsblkJson.TryParse(Sample, out IReadOnlyList<BlockDevice>? devices));

        Assert.Equal(["sr0", "vda", "vdb", "vdc"], devices.Select(d => d.Name));
        BlockDevice disk = devices[1];
        Assert.Equal(("disk", 1468006400L, "DISKA", "gpt"), (disk.Type, disk.SizeBytes, disk.Serial, disk.TableKind));
        Assert.Equal(["", "vfat", "ext4", "linux_raid_member", "crypto_LUKS"], disk.Children.Select(c => c.FileSystem));
        BlockDevice root = disk.WithDescendants().First(d => d.Name == "vg0-root");
        Assert.Equal(("dm-1", "lvm", "btrfs", "/dev/dm-1"), (root.KernelName, root.Type, root.FileSystem, root.Path));
    }

    [Fact]
    public void TryParse_OldUtilLinux_ReadsNumbersAndFlagsFromStrings()
    {
        const string Old = """{"blockdevices":[{"name":"sda","kname":"sda","maj:min":"8:0","type":"disk","size":"1000204886016","rm":"1","ro":"0","rota":"1","log-sec":"512","serial":" ABC "}]}""";

        Assert.True(LsblkJson.TryParse(Old, out IReadOnlyList<BlockDevice>? devices));

        BlockDevice disk = Assert.Single(devices);
        Assert.Equal((1000204886016L, true, false, true, "ABC", "8:0"), (disk.SizeBytes, disk.Removable, disk.ReadOnly, disk.Rotational, disk.Serial, disk.Number));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("lsblk: unknown column")]
    public void TryParse_SomethingElse_IsRefused(string text) => Assert.False(LsblkJson.TryParse(text, out _));

    [Fact]
    public void TryParse_EveryTruncationAndFlippedByte_NeverThrows()
    {
        string sample = Sample;
        Random random = new(20260301);
        for (int length = 0; length < sample.Length; length += 7)
        {
            Assert.False(LsblkJson.TryParse(sample[..length], out _));
        }

        for (int round = 0; round < 300; round++)
        {
            char[] text = sample.ToCharArray();
            text[random.Next(text.Length)] = (char)random.Next(1, 127);
            Assert.Equal(LsblkJson.TryParse(new string(text), out IReadOnlyList<BlockDevice>? devices), devices is not null);
        }
    }
}
