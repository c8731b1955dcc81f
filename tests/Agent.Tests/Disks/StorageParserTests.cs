using System;
using System.Linq;
using Monitas.Agent.Disks.Wire;
using Xunit;
using static Monitas.Agent.Tests.Disks.StorageSample;

namespace Monitas.Agent.Tests.Disks;

public sealed class StorageParserTests
{
    [Fact]
    public void MdadmDetail_RaidFive_HasSlotsSpareAndLayout()
    {
        MdArray five = Array("five");

        Assert.Equal(["/dev/vdh1", "/dev/vdh2", "/dev/vdh3"], five.Members);
        Assert.Equal(["/dev/vdh4"], five.Spares);
        Assert.Equal(("raid5", 3, "left-symmetric"), (five.Level, five.RaidDevices, five.Layout));
        Assert.Equal("f2", Array("ten").Layout);
        Assert.Equal(("0.90", "", ""), (Array("old").Metadata, Array("old").SetName, Array("old").Layout));
    }

    [Fact]
    public void LuksDump_TokensAndAuthentication_AreSeen()
    {
        string text = Text("luks2.txt").Replace("Tokens:\n", "Tokens:\n  0: systemd-tpm2\n\ttpm2-pcrs: 7\n\tKeyslot:    1\n", StringComparison.Ordinal)
            .Replace("\tsector: 4096 [bytes]\n", "\tsector: 4096 [bytes]\n\tintegrity: hmac(sha256)\n", StringComparison.Ordinal);

        Assert.True(LuksDump.TryParse(text, out LuksHeader? header));
        Assert.Equal(["systemd-tpm2"], header.Tokens);
        Assert.Equal("with authentication (dm-integrity)", header.Oddity);
        Assert.Equal(("", "aes-xts-plain64"), (Header("luks2.txt").Oddity, header.Cipher));
    }

    [Fact]
    public void CrypTab_Lines_AreFoundByUuidOrName()
    {
        var lines = CrypTab.Parse("# comment\nroot UUID=ABCD none luks\ndata /dev/sdb1 /etc/key luks,keyfile-size=64\nswap /dev/sda3 /dev/urandom swap\nbroken\n");

        Assert.Equal(3, lines.Count);
        Assert.Equal(("root", ""), (CrypTab.For(lines, "abcd", "x")?.Name, CrypTab.For(lines, "abcd", "x")?.KeyFile));
        Assert.Equal("/etc/key", CrypTab.For(lines, "other", "data")?.KeyFile);
        Assert.Null(CrypTab.For(lines, "other", ""));
    }

    [Fact]
    public void BtrfsText_TopAsDefault_IsEmpty()
    {
        Assert.Equal("", BtrfsText.DefaultSubvolume("ID 5 (FS_TREE)\n"));
        Assert.Equal("single", BtrfsText.Profile("Data, single: total=8388608, used=0\nMetadata, DUP: total=1, used=0\n", "Data"));
        Assert.Equal("dup", BtrfsText.Profile("Data, single: total=8388608, used=0\nMetadata, DUP: total=1, used=0\n", "Metadata"));
    }

    /// <summary>A tool that was killed in the middle of its answer, or speaks another dialect, gives less, never a crash.</summary>
    [Fact]
    public void Parsers_EveryTruncation_NeverThrow()
    {
        foreach (string file in new[] { "pvs.json", "vgs.json", "luks1.txt", "luks2.txt", "md-five-export.txt", "btrfs-list.txt", "btrfs-super.txt", "btrfs-show.txt", "btrfs-default.txt", "btrfs-df.txt" })
        {
            string text = Text(file);
            for (int length = 0; length < text.Length; length++)
            {
                string cut = text[..length];
                Assert.False(file == "pvs.json" && length < text.TrimEnd().Length && LvmReport.TryParsePhysicalVolumes(cut, out _));
                Assert.False(file == "vgs.json" && length < text.TrimEnd().Length && LvmReport.TryParseGroups(cut, out _));
                Assert.True(!LuksDump.TryParse(cut, out LuksHeader? header) || header.Uuid.Length > 0);
                Assert.True(!MdadmDetail.TryParse(cut, cut, out MdArray? array) || array.RaidDevices > 0);
                Assert.All(BtrfsText.Subvolumes(cut), s => Assert.True(s.Id > 0));
                Assert.All(BtrfsText.Devices(cut), d => Assert.StartsWith("/", d, StringComparison.Ordinal));
                Assert.DoesNotContain('\n', BtrfsText.DefaultSubvolume(cut) + BtrfsText.Profile(cut, "Data") + BtrfsText.SuperValue(cut, "nodesize"));
                Assert.True(BtrfsText.Flags(cut).Count <= 9);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"report\":[{\"pv\":[]}]}")]
    [InlineData("{\"report\":[1]}")]
    public void LvmReport_OtherJson_IsRefused(string text)
    {
        Assert.False(LvmReport.TryParseSegments(text, out _));
        Assert.False(LvmReport.TryParseGroups(text, out _));
    }

    [Fact]
    public void LvmReport_OddNumbers_AreZero()
    {
        Assert.True(LvmReport.TryParseSegments("{\"report\":[{\"lv\":[{\"lv_name\":\"[x]\",\"lv_size\":\"99999999999999999999\",\"stripes\":\"70000\"},3]}]}", out var segments));
        Assert.Equal(("x", true, 0L, 0), segments.Select(s => (s.Name, s.Hidden, s.SizeBytes, s.Stripes)).Single());
    }
}
