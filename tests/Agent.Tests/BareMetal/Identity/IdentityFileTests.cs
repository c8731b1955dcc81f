using System;
using System.IO;
using System.Linq;
using Monitas.Agent.BareMetal;
using Monitas.Agent.BareMetal.Identity;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal.Identity;

public sealed class IdentityFileTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("monitas-identity-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("127.0.0.1\tlocalhost\n127.0.1.1  pc1.example.org pc1 # pc1\n", "127.0.0.1\tlocalhost\n127.0.1.1  desk2.example.org desk2 # pc1\n")]
    [InlineData("127.0.1.1 PC1", "127.0.1.1 desk2")]
    [InlineData("10.0.0.7 pc10 xpc1 pc1x", "10.0.0.7 pc10 xpc1 pc1x")]
    [InlineData("pc1 pc1", "pc1 desk2")]
    [InlineData("# only a comment about pc1", "# only a comment about pc1")]
    [InlineData("", "")]
    public void Rename_TheOldName_IsReplacedAndAllElseStays(string hosts, string renamed) => Assert.Equal(renamed, HostsFile.Rename(hosts, "pc1", "desk2"));

    [Fact]
    public void Rename_ToANameWithADomain_TakesTheDomainToo() =>
        Assert.Equal("127.0.1.1 desk2.lab.example desk2", HostsFile.Rename("127.0.1.1 pc1.old.example pc1", "pc1.old.example", "desk2.lab.example"));

    [Fact]
    public void Rename_WithoutAnOldName_ChangesNothing() => Assert.Equal("127.0.1.1 pc1", HostsFile.Rename("127.0.1.1 pc1", "", "desk2"));

    [Fact]
    public void Rewrite_AnOldTable_KeepsWhatNamesNoLocalDevice()
    {
        const string old = """
            # /etc/fstab: static file system information.

            UUID=1111 / ext4 errors=remount-ro 0 1
            /dev/mapper/vg-home /home ext4 defaults 0 2
            # the office
            server:/export /mnt/office nfs defaults 0 0
            tmpfs /tmp tmpfs size=1G 0 0
            LABEL=EFI /boot/efi vfat umask=0077 0 1
            PARTUUID=22 none swap sw 0 0
            /swapfile none swap sw 0 0
            server:/srv /srv nfs defaults 0 0
            /dev/sr0 /media/cdrom0 udf,iso9660 user,noauto 0 0
            """;

        string table = MountTableFile.Rewrite(old, [new("UUID=aaaa", "/", "xfs", "noatime", 0), new("UUID=bbbb", "/srv", "ext4", "defaults", 2), new("UUID=cccc", "none", "swap", "sw", 0)]);

        Assert.Equal(
            """
            # /etc/fstab: static file system information.

            UUID=aaaa / xfs noatime 0 0
            UUID=bbbb /srv ext4 defaults 0 2
            UUID=cccc none swap sw 0 0
            # the office
            server:/export /mnt/office nfs defaults 0 0
            tmpfs /tmp tmpfs size=1G 0 0
            /swapfile none swap sw 0 0
            /dev/sr0 /media/cdrom0 udf,iso9660 user,noauto 0 0

            """,
            table);
    }

    [Fact]
    public void Rewrite_NoTable_IsTheNewLines() => Assert.Equal("UUID=a / ext4 defaults 0 1\n", MountTableFile.Rewrite("", [new("UUID=a", "/", "ext4", "defaults", 1)]));

    [Fact]
    public void SetOutOfForce_Lines_BecomeCommentsOnce()
    {
        string once = MountTableFile.SetOutOfForce("# <target>\nluks-root UUID=1 none luks\n\n");

        Assert.Equal("# <target>\n# not made by the prep: luks-root UUID=1 none luks\n\n", once);
        Assert.Equal(once, MountTableFile.SetOutOfForce(once));
        Assert.Equal("", MountTableFile.SetOutOfForce(""));
    }

    [Fact]
    public void Resolve_LinksOfTheRestoredSystem_NeverLeadOutOfIt()
    {
        Directory.CreateDirectory(_root + "/var/lib");
        Directory.CreateDirectory(_root + "/etc");
        File.CreateSymbolicLink(_root + "/etc/absolute", "/run/file");
        File.CreateSymbolicLink(_root + "/etc/above", "../../../../../run/file");
        File.CreateSymbolicLink(_root + "/var/lib/dbus", "/etc");
        File.CreateSymbolicLink(_root + "/etc/round", "round");

        Assert.Equal(_root + "/run/file", RootedPath.Resolve(_root, "/etc/absolute"));
        Assert.Equal(_root + "/run/file", RootedPath.Resolve(_root, "/etc/above"));
        Assert.Equal(_root + "/etc/machine-id", RootedPath.Resolve(_root, "/var/lib/dbus/machine-id"));
        Assert.Equal(_root + "/etc/hosts", RootedPath.Resolve(_root, "/etc/../etc/./hosts"));
        Assert.Throws<IOException>(() => RootedPath.Resolve(_root, "/etc/round"));
    }

    [Fact]
    public void Remove_WhatTellsAMachineFromOthers_IsGoneAndNothingElse()
    {
        string[] gone = ["/etc/udev/rules.d/70-persistent-net.rules", "/var/lib/dhcp/dhclient.eth0.leases", "/var/lib/NetworkManager/secret_key", "/var/lib/systemd/random-seed"];
        string[] kept = ["/etc/udev/rules.d/60-ours.rules", "/var/lib/NetworkManager/NetworkManager.state", "/var/lib/systemd/catalog", "/etc/ssh/ssh_host_rsa_key"];
        foreach (string path in gone.Concat(kept))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_root + path)!);
            File.WriteAllText(_root + path, "x");
        }

        Assert.Equal(gone.Order(StringComparer.Ordinal), ForgottenFiles.Remove(_root).Order(StringComparer.Ordinal));
        Assert.All(gone, path => Assert.False(File.Exists(_root + path)));
        Assert.All(kept, path => Assert.True(File.Exists(_root + path)));
        Assert.Equal(["/etc/ssh/ssh_host_rsa_key"], ForgottenFiles.RemoveHostKeys(_root));
        Assert.Empty(ForgottenFiles.Remove(_root));
    }

    [Theory]
    [InlineData("UUID=a", "/", "ext4", "defaults", true)]
    [InlineData("UUID=a", "none", "swap", "sw", true)]
    [InlineData("UUID=a", "/", "ext4", "", false)]
    [InlineData("UUID=a b", "/", "ext4", "defaults", false)]
    [InlineData("UUID=a", "/x\n/dev/sdb", "ext4", "defaults", false)]
    [InlineData("UUID=a", "/../etc", "ext4", "defaults", false)]
    [InlineData("UUID=a", "home", "ext4", "defaults", false)]
    public void AreSound_ALineOfTheMountTable_IsWordsOfThatFile(string source, string mountPoint, string type, string options, bool sound) =>
        Assert.Equal(sound, PlanWords.AreSound(new WriteMountTable { Description = "", Lines = [new MountTableLine(source, mountPoint, type, options, 0)] }));

    [Theory]
    [InlineData("desk2.lab.example", true)]
    [InlineData("", false)]
    [InlineData("-o", false)]
    [InlineData("a\nb", false)]
    [InlineData("a/b", false)]
    public void AreSound_AHostName_IsOneWord(string name, bool sound) => Assert.Equal(sound, PlanWords.AreSound(new RenewIdentity { Description = "", HostName = name }));
}
