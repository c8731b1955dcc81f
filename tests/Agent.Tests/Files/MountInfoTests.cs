using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using CsCheck;
using Monitas.Agent.Files;
using Xunit;

namespace Monitas.Agent.Tests.Files;

public sealed class MountInfoTests
{
    private static readonly byte[] Line = "36 35 98:0 /sub\\040dir /mnt/a\\012b\\134 rw,noatime master:1 shared:7 - ext3 /dev/root rw,errors=continue"u8.ToArray();

    [Fact]
    public void TryParseLine_LineOfTheManual_GivesAllFields()
    {
        Assert.True(MountInfo.TryParseLine(Line, out MountEntry? mount));

        Assert.Equal((36UL, 35UL, "98:0", "ext3"), (mount.Id, mount.ParentId, mount.Device, mount.FileSystem));
        Assert.Equal("/sub dir", Encoding.UTF8.GetString(mount.RootPath));
        Assert.Equal("/mnt/a\nb\\", Encoding.UTF8.GetString(mount.MountPoint));
        Assert.Equal("/dev/root", Encoding.UTF8.GetString(mount.Source));
    }

    [Fact]
    public void TryParseLine_EveryTruncation_IsFalseOrShorter()
    {
        for (int length = 0; length < Line.Length; length++)
        {
            if (MountInfo.TryParseLine(Line.AsSpan(0, length), out MountEntry? mount))
            {
                Assert.True(length > Encoding.UTF8.GetString(Line).IndexOf(" - ext3 ", StringComparison.Ordinal), $"length {length}");
                Assert.Equal(36UL, mount.Id);
            }
        }
    }

    [Fact]
    public void Parse_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(bytes => MountInfo.Parse(bytes).Count <= bytes.Length);

    [Fact]
    public void Parse_FlippedBytes_NeverThrows() =>
        Gen.Select(Gen.Int[0, Line.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] flipped = [.. Line];
            flipped[at] = value;
            return MountInfo.Parse(flipped).Count <= 2;
        });

    [Fact]
    public void Parse_ThisMachine_FindsTheRootAsOtherToolsDo()
    {
        List<MountEntry> mounts = MountInfo.Parse(File.ReadAllBytes("/proc/self/mountinfo"));

        string[] known = Python.Command("/usr/bin/findmnt", "-rn", "-o", "ID").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Superset(mounts.Where(one => one.MountPoint is [(byte)'/']).Select(one => one.Id.ToString()).ToHashSet(), known.ToHashSet());
    }
}
