using System;
using System.IO;
using System.Linq;
using Monitas.Agent.Disks.Wire;
using Xunit;

namespace Monitas.Agent.Tests.Disks;

public sealed class SfdiskJsonTests
{
    private static string Sample => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Disks/TestData/sfdisk-raid-luks-lvm.json"));

    [Fact]
    public void TryParse_Gpt_GivesEveryField()
    {
        Assert.True(SfdiskJson.TryParse(Sample, out PartitionTable? table));

        Assert.Equal(("gpt", "D8606EDE-F73A-4A46-BAE3-B97F3F3FD0DF"), (table.Kind, table.Id));
        Assert.Equal([1, 2, 3, 4, 5], table.Partitions.Select(p => p.Number));
        Assert.Equal((4096L, 131072L, "EFISystem", "71E65211-F2DC-3545-9885-9E1F033A28D6"), (table.Partitions[1].StartSector, table.Partitions[1].SizeSectors, table.Partitions[1].Name, table.Partitions[1].Uuid));
    }

    [Fact]
    public void TryParse_NvmeMbr_ReadsNumbersFlagsAndAttributes()
    {
        const string Mbr = """{"partitiontable":{"label":"dos","id":"0x1234abcd","device":"/dev/nvme0n1","unit":"sectors","partitions":[{"node":"/dev/nvme0n1p5","start":10240,"size":100,"type":"82"},{"node":"/dev/nvme0n1p1","start":2048,"size":2048,"type":"83","bootable":true}]}}""";

        Assert.True(SfdiskJson.TryParse(Mbr, out PartitionTable? table));

        Assert.Equal([(1, true), (5, false)], table.Partitions.Select(p => (p.Number, p.Bootable)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"partitiontable\":[]}")]
    [InlineData("{\"partitiontable\":{\"label\":\"gpt\",\"device\":\"/dev/sda\",\"partitions\":[{\"node\":\"/dev/sdb1\",\"start\":1,\"size\":1}]}}")]
    [InlineData("{\"partitiontable\":{\"label\":\"gpt\",\"device\":\"/dev/sda\",\"partitions\":[{\"node\":\"/dev/sda1\",\"start\":-1,\"size\":1}]}}")]
    [InlineData("{\"partitiontable\":{\"label\":\"gpt\",\"device\":\"/dev/sda\",\"partitions\":[7]}}")]
    public void TryParse_NoTable_IsRefused(string text) => Assert.False(SfdiskJson.TryParse(text, out _));

    [Fact]
    public void TryParse_EveryTruncation_IsRefused()
    {
        string sample = Sample.TrimEnd();

        for (int length = 0; length < sample.Length; length++)
        {
            Assert.False(SfdiskJson.TryParse(sample[..length], out _));
        }
    }
}
