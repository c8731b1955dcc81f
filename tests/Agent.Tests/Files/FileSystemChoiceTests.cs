using System.Linq;
using System.Text;
using Monitas.Agent.Files;
using Xunit;

namespace Monitas.Agent.Tests.Files;

public sealed class FileSystemChoiceTests
{
    private const string Pc =
        """
        1 0 0:2 / / rw - rootfs rootfs rw
        22 1 8:2 / / rw,relatime - ext4 /dev/sda2 rw
        23 22 0:5 / /dev rw - devtmpfs udev rw
        24 22 0:21 / /proc rw - proc proc rw
        25 22 0:22 / /run rw - tmpfs tmpfs rw
        26 22 0:30 / /boot/efi rw - autofs systemd-1 rw
        27 26 8:1 / /boot/efi rw - vfat /dev/sda1 rw
        28 22 253:0 / /home rw - xfs /dev/mapper/vg-home rw
        29 22 8:2 /srv/ftp /var/ftp rw - ext4 /dev/sda2 rw
        30 22 0:40 / /net/share rw - nfs4 nas:/share rw
        31 22 0:41 / /mnt/sshfs rw - fuse.sshfs me@host: rw
        32 22 7:0 / /snap/core ro - squashfs /dev/loop0 ro
        33 22 0:50 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw
        """;

    private const string Btrfs =
        """
        22 1 0:26 /@ / rw - btrfs /dev/nvme0n1p2 rw,subvol=/@
        23 22 0:26 /@home /home rw - btrfs /dev/nvme0n1p2 rw,subvol=/@home
        24 22 0:26 /@home/joe /srv/joe rw - btrfs /dev/nvme0n1p2 rw
        """;

    [Fact]
    public void Decide_OrdinaryPc_HoldsLocalDisksOnce() =>
        Assert.Equal(["22 /", "27 /boot/efi", "28 /home"], Held(Pc, "/", 22));

    [Fact]
    public void Decide_BtrfsSubvolumes_AreHeldSeparately() => Assert.Equal(["22 /", "23 /home"], Held(Btrfs, "/", 22));

    [Fact]
    public void Decide_MountsOntoThemselves_AreHeld() => Assert.Equal(
        ["22 /", "23 /usr", "25 /var"],
        Held(
            """
            22 1 8:2 / / rw - ext4 /dev/sda2 rw
            23 22 8:2 /usr /usr ro - ext4 /dev/sda2 rw
            24 22 8:2 /usr /mnt/usr ro - ext4 /dev/sda2 rw
            25 22 8:2 /var /var rw - ext4 /dev/sda2 rw
            """, "/", 22));

    [Fact]
    public void Decide_NestedSubvolumeMountedInItsPlace_IsHeld() => Assert.Equal(
        ["22 /", "23 /var"],
        Held("22 1 0:26 /@ / rw - btrfs /dev/sda2 rw\n23 22 0:26 /@/var /var rw - btrfs /dev/sda2 rw", "/", 22));

    [Fact]
    public void Decide_RootIsADirectory_HoldsOnlyWhatIsBelowIt() => Assert.Equal(["22 /", "27 /boot/efi"], Held(Pc, "/boot", 22));

    [Fact]
    public void Holds_MountsThatWereNotHeld_AreRefused()
    {
        FileSystemChoice choice = FileSystemChoice.Decide(MountInfo.Parse(Encoding.UTF8.GetBytes(Pc)), "/"u8, 22);

        Assert.True(choice.Holds(27));
        Assert.False(choice.Holds(26));
        Assert.False(choice.Holds(99));
        Assert.True(choice.Holds(0));
    }

    private static string[] Held(string table, string root, ulong rootMount) =>
        [.. FileSystemChoice.Decide(MountInfo.Parse(Encoding.UTF8.GetBytes(table)), Encoding.UTF8.GetBytes(root), rootMount)
            .Held.Select(mount => $"{mount.Id} {Encoding.UTF8.GetString(mount.MountPoint)}")];
}
