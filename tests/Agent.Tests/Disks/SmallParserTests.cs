using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Xunit;

namespace Monitas.Agent.Tests.Disks;

public sealed class SmallParserTests
{
    private const string Dumpe2fs = """
        Filesystem volume name:   root
        Filesystem UUID:          11111111-2222-3333-4444-555555555555
        Filesystem features:      has_journal ext_attr resize_inode dir_index filetype needs_recovery extent 64bit
        Inode count:              196608
        Block count:              786432
        Reserved block count:     39321
        Block size:               4096
        Inode size:	          256
        """;

    [Fact]
    public void BlkidExport_EscapedLabel_IsPlainAgain()
    {
        IReadOnlyDictionary<string, string> values = BlkidExport.Parse("DEVNAME=/dev/sda1\nLABEL=my\\ disk\\\\1\nUUID=1234-ABCD\nnonsense\n");

        Assert.Equal(("my disk\\1", "1234-ABCD"), (values["LABEL"], values["UUID"]));
    }

    [Fact]
    public void Dumpe2fsHeader_Debian_GivesWhatMke2fsNeeds()
    {
        SortedDictionary<string, string> settings = Dumpe2fsHeader.Settings(Dumpe2fs);

        Assert.Equal(
            ["blockBytes=4096", "bytesPerInode=16384", "features=has_journal,ext_attr,resize_inode,dir_index,filetype,needs_recovery,extent,64bit", "inodeBytes=256", "reservedPercent=5"],
            settings.Select(s => $"{s.Key}={s.Value}"));
    }

    [Fact]
    public void Dumpe2fsHeader_Nonsense_IsEmpty() => Assert.Empty(Dumpe2fsHeader.Settings("dumpe2fs: Bad magic number\nBlock count: -1\n"));

    [Fact]
    public void FsTab_CommentsTabsAndEscapes_AreUnderstood()
    {
        IReadOnlyList<FsTabLine> lines = FsTab.Parse("# <file system>\nUUID=1 / ext4 errors=remount-ro 0 1\n\n/dev/sda1\t/mnt/my\\040disk\tvfat\tumask=0077 0 0\nshort line\n");

        Assert.Equal([new FsTabLine("UUID=1", "/", "ext4", "errors=remount-ro"), new FsTabLine("/dev/sda1", "/mnt/my disk", "vfat", "umask=0077")], lines);
    }

    [Theory]
    [InlineData("naa.5000c500a1b2c3d4\n", "0x5000c500a1b2c3d4")]
    [InlineData("eui.0025385b21404321", "eui.0025385b21404321")]
    [InlineData("t10.ATA     QEMU HARDDISK                           QM00001", "")]
    [InlineData("naa.\u00005000", "")]
    [InlineData("", "")]
    public void WwnOfWwid_AnyForm_IsWhatUdevWouldSay(string wwid, string wwn) => Assert.Equal(wwn, DiskIdentity.WwnOfWwid(wwid));

    [Fact]
    public void SerialOfVpdPage80_PaddedSerial_IsTrimmed()
    {
        byte[] page = [0, 0x80, 0, 8, (byte)' ', (byte)' ', (byte)'Q', (byte)'M', (byte)'1', (byte)' ', 0, 0];

        Assert.Equal("QM1", DiskIdentity.SerialOfVpdPage80(page));
        Assert.Equal("", DiskIdentity.SerialOfVpdPage80(page.AsSpan(0, 3)));
        Assert.Equal("Q", DiskIdentity.SerialOfVpdPage80(page.AsSpan(0, 7)));
        Assert.Equal("", DiskIdentity.SerialOfVpdPage80([0, 0x83, 0, 1, 65]));
        Assert.Equal("", DiskIdentity.SerialOfVpdPage80([0, 0x80, 0, 1, 0xE9]));
    }

    [Fact]
    public void OsRelease_QuotedName_IsPlain() =>
        Assert.Equal("Debian GNU/Linux 12 (bookworm)", OsRelease.PrettyName("NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"));

    [Theory]
    [InlineData("44332211-6655-8877-9900-AABBCCDDEEFF", "44332211-6655-8877-9900-aabbccddeeff")]
    [InlineData("00000000-0000-0000-0000-000000000000", "")]
    [InlineData("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "")]
    [InlineData("Not Settable", "")]
    public void SmbiosUuid_AnyBoard_IsRealOrEmpty(string text, string uuid) => Assert.Equal(uuid, SmbiosText.Uuid(text));

    [Theory]
    [InlineData("To Be Filled By O.E.M.", "")]
    [InlineData("default string", "")]
    [InlineData(" PF2ABCDE ", "PF2ABCDE")]
    public void SmbiosText_Placeholders_AreEmpty(string text, string clean) => Assert.Equal(clean, SmbiosText.Clean(text));

    [Fact]
    public void XfsInfo_Features_AreThoseThatMkfsTakes()
    {
        const string Info = "meta-data=/dev/sda1 isize=512 agcount=4, agsize=65536 blks\n = sectsz=512 attr=2, projid32bit=1\n = crc=1 finobt=1, sparse=1, rmapbt=0\n = reflink=1 bigtime=0 inobtcount=0 nrext64=0\n";

        Assert.Equal("crc=1,finobt=1,rmapbt=0,reflink=1,bigtime=0,inobtcount=0,nrext64=0", XfsInfo.Features(Info));
    }

    [Theory]
    [InlineData("4096 1000 400 500 100\n", 600 * 4096L, 400)]
    [InlineData("4096 1000 400 0 0", 600 * 4096L, 0)]
    [InlineData("stat: cannot", 0, 0)]
    [InlineData("9223372036854775807 9223372036854775807 0 1 1", 0, 0)]
    public void ParseUse_StatfsNumbers_AreMultipliedSafely(string text, long bytes, long inodes) =>
        Assert.Equal(new FileSystemUse(bytes, inodes), FileSystemSettingsReader.ParseUse(text));

    [Fact]
    public void MemoryBytes_Meminfo_IsInBytes() => Assert.Equal(2048L * 1024, MachineInventory.MemoryBytes("MemTotal:     2048 kB\nMemFree: 1 kB\n"));

    [Theory]
    [InlineData("sda", "sda2", 2)]
    [InlineData("nvme0n1", "nvme0n1p12", 12)]
    [InlineData("sda", "sda", 0)]
    [InlineData("sda", "dm-0", 0)]
    public void PartitionNumber_KernelNames_AreUnderstood(string disk, string partition, int number) => Assert.Equal(number, LayoutBuilder.PartitionNumber(disk, partition));
}
