using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Preps.Files;
using Xunit;

namespace Monitas.BootServer.Tests.Preps;

public sealed class PrepFileTests
{
    private const string Desk = """
        # Desk PCs: one SSD and one disk that spins
        disk system rotation=no size>=100G table=gpt   # never by /dev/sda
        partition efi   512M  vfat  /boot/efi
        partition root  25%   ext4  /      label=ROOT options=noatime,errors=remount-ro
        partition swap  8G    swap
        partition home  rest  xfs   /home

        DISK data serial=WD-123 table=MBR
        partition store 1.5T  btrfs /srv/data
        """;

    [Fact]
    public void TryParse_AWholeFile_IsReadAsWritten()
    {
        PrepFile file = Read(Desk);

        Assert.Equal(["system", "data"], file.Disks.Select(d => d.Name));
        Assert.Equal([false, true], file.Disks.Select(d => d.IsMbr));
        Assert.Equal(new PrepDiskChoice { Rotation = false, LeastBytes = 100L << 30 }, file.Disks[0].Choice);
        Assert.Equal(new PrepDiskChoice { Serial = "WD-123" }, file.Disks[1].Choice);
        Assert.Equal(
            [
                new PrepPartition("efi", new PrepSize(512L << 20, 0), PrepContent.Vfat, "/boot/efi", "", ""),
                new PrepPartition("root", new PrepSize(0, 25), PrepContent.Ext4, "/", "ROOT", "noatime,errors=remount-ro"),
                new PrepPartition("swap", new PrepSize(8L << 30, 0), PrepContent.Swap, "", "", ""),
                new PrepPartition("home", PrepSize.Rest, PrepContent.Xfs, "/home", "", ""),
            ],
            file.Disks[0].Partitions);
        Assert.Equal([new PrepPartition("store", new PrepSize(3L << 39, 0), PrepContent.Btrfs, "/srv/data", "", "")], file.Disks[1].Partitions);
    }

    [Fact]
    public void TryParse_ManyFaults_AllAreToldAtOnceInTheOrderOfTheLines()
    {
        const string text = """
            partition early 1G ext4
            disk /dev/sda
            dsik other
            disk a serial= rotation=maybe colour=red size=500G size>=1G
            partition r 10X ext5 home/ label=A
            partition boot 1G ext4 /
            partition boot 4M ext4 / options=a,b label=TooLongForAnExtLabel
            partition x rest empty /mnt
            partition y rest swap label=ok extra
            raid md0 a b
            disk A table=mbr
            partition 1 60% ext4
            partition 2 60% bios options=ro
            partition 3 1G xfs
            partition 4 1G xfs
            partition 5 1G
            partition 6 1G vfat /
            """;

        Assert.Equal(
            [
                "f:1: the partition stands before any disk: write a line such as 'disk system' above it.",
                "f:2: '/dev/sda' may be another disk after the next start: give the disk a name of your own and say which it is by serial=, wwn=, size=, bus= or rotation=.",
                "f:2: the disk '/dev/sda' has no partition: add a line such as 'partition root rest ext4 /', or leave the disk out.",
                "f:3: 'dsik' begins no line: did you mean 'disk'.",
                "f:4: 'serial=' is no setting: write such as serial=VALUE without blanks around '='.",
                "f:4: there is no setting 'colour' here: there are serial, wwn, size, bus, rotation, table.",
                "f:4: rotation=maybe means nothing: write one of rotation=yes, rotation=no.",
                "f:4: the disk's size is said both exactly and by a bound: keep one of them.",
                "f:5: '10X' is no size: write such as 512M, 20G, 1.5T, 25% or rest.",
                "f:5: 'ext5' cannot be made: did you mean 'ext4'? There are ext4, ext3, ext2, xfs, btrfs, vfat, swap, bios, empty.",
                "f:7: ext4 needs at least 16M.",
                "f:7: the label 'TooLongForAnExtLabel' does not do: ext4 takes at most 16 letters, digits and signs but quotes and slashes, and none begins with '-'.",
                "f:8: empty is not mounted: leave '/mnt' out.",
                "f:9: 'extra' is no setting: write such as label=VALUE without blanks around '='.",
            ],
            Errors(text).Where(e => int.Parse(e.Split(':')[1]) <= 9));
        Assert.Equal(
            [
                "f:10: 'raid' cannot be made by a prep yet: write partitions with file systems.",
                "f:11: the disk 'a' stands in line 4 already: each needs one of its own.",
                "f:13: options= are those of a mount, and the partition has no mount point: add one, or leave them out.",
                "f:16: a partition needs a name, a size and a content, such as 'partition root 20G ext4 /'.",
                "f:17: vfat keeps no owners and modes, so no system starts from it: choose another file system for /.",
                "f:17: an MBR holds 4 partitions here: write table=gpt, which holds 128.",
            ],
            Errors(text).Where(e => int.Parse(e.Split(':')[1]) > 9));
    }

    [Theory]
    [InlineData("disk a\npartition p 1G ext4 /\npartition q 1G ext4 /", "f:3: the mount point '/' stands in line 2 already: each needs one of its own.")]
    [InlineData("disk a\npartition p 1G ext4\npartition P 1G ext4", "f:3: the partition 'p' stands in line 2 already: each needs one of its own.")]
    [InlineData("disk a\npartition p 1G ext4 label=X\ndisk b\npartition q 1G ext4 label=X", "f:4: the label 'X' stands in line 2 already: each needs one of its own.")]
    [InlineData("disk a\npartition p rest ext4\npartition q rest ext4", "f:3: only one partition of a disk can have the rest of it: give the others a size.")]
    [InlineData("disk a\npartition p 60% ext4\npartition q 50% ext4", "f:3: the partitions of the disk have more than 100% of it together.")]
    [InlineData("disk a table=mbr\npartition p 1M bios", "f:2: GRUB needs no partition of its own on an MBR: leave the line out, or write table=gpt.")]
    [InlineData("disk a\npartition p 1G ext4 home", "f:2: 'home' is no mount point: write an absolute path without '//', '.' or '..', and without a slash at its end.")]
    [InlineData("disk a\npartition p 1G ext4 /a/../b", "f:2: '/a/../b' is no mount point: write an absolute path without '//', '.' or '..', and without a slash at its end.")]
    [InlineData("disk a\npartition p 1G ext4 / /b", "f:2: '/b' is one word too many: a partition has name, size, content, mount point, then label= and options=.")]
    [InlineData("disk a\npartition p 0% ext4", "f:2: '0%' is no part of a disk: write a whole number from 1% to 100%.")]
    [InlineData("disk a\npartition p 1K ext4", "f:2: '1K' is too small for a partition: write at least 1M.")]
    [InlineData("disk a\npartition p 9E ext4", "f:2: '9E' is no size: write such as 512M, 20G, 1.5T, 25% or rest.")]
    [InlineData("disk a size>=2T size<=1T\npartition p 1G ext4", "f:1: no disk is both at least 2T and at most 1T.")]
    [InlineData("disk a size=big\npartition p 1G ext4", "f:1: 'big' is no size of a disk: write such as size=500G, size>=100G, size<=2T, size=smallest or size=largest.")]
    [InlineData("disk a tabel=gpt\npartition p 1G ext4", "f:1: there is no setting 'tabel' here: did you mean 'table'.")]
    [InlineData("disk a bus=sata bus=usb\npartition p 1G ext4", "f:1: 'bus' is set a second time.")]
    [InlineData("# nothing", "f:1: the file names no disk: begin with a line such as 'disk system table=gpt'.")]
    [InlineData("", "f:1: the file names no disk: begin with a line such as 'disk system table=gpt'.")]
    public void TryParse_OneFault_IsToldWithItsLineAndWhatToWriteInstead(string text, string error) => Assert.Equal([error], Errors(text));

    [Fact]
    public void TryParse_ASizeOfADisk_AllowsForTheMakersRounding()
    {
        PrepDiskChoice choice = Read("disk a size=500G\npartition p 1G ext4").Disks[0].Choice;

        Assert.InRange(500_107_862_016, choice.LeastBytes, choice.MostBytes);
        Assert.False(480L << 30 > choice.MostBytes || 600L << 30 <= choice.MostBytes);
    }

    [Fact]
    public void TryParse_EveryTruncation_GivesAFileOrErrorsOfItsOwnLines()
    {
        for (int length = 0; length < Desk.Length; length++)
        {
            List<string> errors = [];
            bool parsed = PrepFileReader.TryParse(Desk[..length], "f", out PrepFile? file, errors);
            Assert.Equal(parsed, errors.Count == 0);
            Assert.Equal(parsed, file is not null);
            Assert.All(errors, e => Assert.InRange(int.Parse(e.Split(':')[1]), 1, 9));
        }
    }

    [Fact]
    public void TryParse_TooLongAText_IsRefusedUnread() =>
        Assert.Equal(["f:1: the file has 65537 characters: write at most 65536."], Errors(new string('#', PrepFile.MaxLength + 1)));

    [Fact]
    public void TryParse_SomethingElseThanAPrepFile_IsGivenUpAfterAWhile()
    {
        List<string> errors = Errors(string.Join('\n', new string('e', 20_000).Select(c => c)));

        Assert.Equal(PrepFile.MaxErrors, errors.Count);
        Assert.Equal("f:200: so much is wrong that the rest is not told: is this a prep file?", errors[^1]);
    }

    private static PrepFile Read(string text)
    {
        List<string> errors = [];
        Assert.True(PrepFileReader.TryParse(text, "f", out PrepFile? file, errors), string.Join('\n', errors));
        return file;
    }

    private static List<string> Errors(string text)
    {
        List<string> errors = [];
        Assert.False(PrepFileReader.TryParse(text, "f", out _, errors));
        return errors;
    }
}
