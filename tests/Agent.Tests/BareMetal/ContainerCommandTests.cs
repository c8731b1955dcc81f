using System.Collections.Generic;
using Monitas.Agent.BareMetal;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

public sealed class ContainerCommandTests
{
    private const string Seen = "--config activation { monitoring=0 } devices { data_alignment_offset_detection=0 }";
    private const string ArrayUuid = "2e7cb0a5:3e8bbdb2:7b9a0a5c:b8d3bf3e";

    private static readonly LayoutArray Mirror = new()
    {
        Name = "md0",
        Level = "raid1",
        Metadata = "1.2",
        Uuid = ArrayUuid,
        SetName = "pc1:root",
        RaidDevices = 2,
        Members = ["disk0.1", "disk1.1"],
        Bitmap = true,
        DataOffsetBytes = 1 << 20,
        ComponentBytes = 900 << 20,
        SizeBytes = 900 << 20,
    };

    private static readonly LayoutEncryption Encryption = new()
    {
        Name = "luks0",
        Device = "md0",
        Version = 2,
        Uuid = "f5f3ddd6-093f-4522-a0ee-888bab4fc880",
        Label = "secret",
        Subsystem = "s",
        Cipher = "aes-xts-plain64",
        KeyBits = 512,
        SectorBytes = 4096,
        Pbkdf = "argon2id",
        Hash = "sha256",
        DataOffsetBytes = 16 << 20,
        MapName = "cryptroot",
        SizeBytes = 884 << 20,
    };

    [Fact]
    public void Mdadm_Mirror_IsExact() => Assert.Equal(
        $"--create /dev/md100 --run --quiet --level=raid1 --metadata=1.2 --uuid={ArrayUuid} --homehost=pc1 --name=root --raid-devices=2 --bitmap=internal --data-offset=1024K --size=921600K /dev/a /dev/b",
        Line(MdadmCommand.Create(Mirror, "/dev/md100", ["/dev/a", "/dev/b"], [])));

    [Fact]
    public void Mdadm_DegradedArrayWithSpareAndNoHost_IsExact() => Assert.Equal(
        $"--create /dev/md100 --run --quiet --level=raid5 --metadata=1.0 --uuid={ArrayUuid} --homehost=<none> --name=data --raid-devices=4 --spare-devices=1 --chunk=64K --layout=left-symmetric --bitmap=none --size=2048K /dev/a /dev/b /dev/c missing /dev/d",
        Line(MdadmCommand.Create(
            Mirror with { Level = "raid5", Metadata = "1.0", SetName = "data", RaidDevices = 4, ChunkBytes = 65536, Layout = "left-symmetric", Bitmap = false, DataOffsetBytes = 0, ComponentBytes = 2 << 20 },
            "/dev/md100", ["/dev/a", "/dev/b", "/dev/c"], ["/dev/d"])));

    [Fact]
    public void Mdadm_Stripes_TakeAllOfTheirMembers() => Assert.Equal(
        $"--create /dev/md100 --run --quiet --level=raid0 --metadata=0.90 --uuid={ArrayUuid} --homehost=<none> --raid-devices=2 --chunk=512K /dev/a /dev/b",
        Line(MdadmCommand.Create(Mirror with { Level = "raid0", Metadata = "0.90", SetName = "", ChunkBytes = 512 << 10, DataOffsetBytes = 0 }, "/dev/md100", ["/dev/a", "/dev/b"], [])));

    [Theory]
    [InlineData(ArrayUuid, "raid1", 900L << 20, "")]
    [InlineData("00000000:3e8bbdb2:7b9a0a5c:b8d3bf3e", "raid1", 900L << 20, "MD_UUID is")]
    [InlineData(ArrayUuid, "raid0", 900L << 20, "MD_LEVEL is 'raid0' instead of 'raid1'")]
    [InlineData(ArrayUuid, "raid1", (900L << 20) - 1, "it has 943718399 bytes instead of 943718400")]
    public void Mdadm_ReadBack_TellsWhatDiffers(string uuid, string level, long size, string words)
    {
        Dictionary<string, string> detail = new() { ["MD_UUID"] = uuid, ["MD_LEVEL"] = level, ["MD_DEVICES"] = "2", ["MD_METADATA"] = "1.2" };

        string difference = MdadmCommand.Difference(Mirror, detail, size);

        Assert.StartsWith(words, difference);
        Assert.Equal(words.Length == 0, difference.Length == 0);
    }

    [Fact]
    public void Cryptsetup_Both_AreExact()
    {
        Assert.Equal(
            $"luksFormat --batch-mode --type luks2 --uuid {Encryption.Uuid} --label secret --subsystem s --cipher aes-xts-plain64 --key-size 512 --sector-size 4096 --pbkdf argon2id --hash sha256 --offset 32768 --key-file=- /dev/md100",
            Line(CryptsetupCommand.Format(Encryption, "/dev/md100")));
        Assert.Equal(
            $"luksFormat --batch-mode --type luks1 --uuid {Encryption.Uuid} --cipher aes-xts-plain64 --key-size 512 --pbkdf pbkdf2 --hash sha256 --key-file=- /dev/x",
            Line(CryptsetupCommand.Format(Encryption with { Version = 1, Pbkdf = "pbkdf2", DataOffsetBytes = 0 }, "/dev/x")));
        Assert.Equal("open --type luks --key-file=- /dev/md100 cryptroot", Line(CryptsetupCommand.Open("/dev/md100", "cryptroot")));
    }

    [Fact]
    public void Cryptsetup_KeyFile_IsAddedWithThePartThatIsTheKey()
    {
        AddKeyFile step = new() { Encryption = "luks0", File = "/etc/key", OffsetBytes = 512, SizeBytes = 64, Description = "" };

        Assert.Equal(
            "luksAddKey --batch-mode --key-file=- --key-slot 1 --new-keyfile-offset 512 --new-keyfile-size 64 /dev/x /mnt/etc/key",
            Line(CryptsetupCommand.AddKey(step, "/dev/x", "/mnt/etc/key", isRandom: false)));
        Assert.Equal("open --type luks --test-passphrase --key-file /mnt/etc/key --keyfile-offset 512 --keyfile-size 64 /dev/x", Line(CryptsetupCommand.TryKey(step, "/dev/x", "/mnt/etc/key")));
        Assert.Equal(
            "luksAddKey --batch-mode --key-file=- --key-slot 1 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 /dev/x /k",
            Line(CryptsetupCommand.AddKey(step with { OffsetBytes = 0, SizeBytes = 0 }, "/dev/x", "/k", isRandom: true)));
        Assert.Equal("config --key-slot 1 --priority prefer /dev/x", Line(CryptsetupCommand.TryKeyFileFirst("/dev/x")));
    }

    [Fact]
    public void Cryptsetup_ReadBack_TellsWhatDiffers()
    {
        Dictionary<string, string> probe = new() { ["TYPE"] = "crypto_LUKS", ["UUID"] = Encryption.Uuid };
        const string Status = "/dev/mapper/cryptroot is active.\n  type:    LUKS2\n  cipher:  aes-xts-plain64\n  keysize: 512 bits\n  device:  /dev/md100\n";

        Assert.Equal("", CryptsetupCommand.Difference(Encryption, probe, Status, Encryption.SizeBytes));
        Assert.Equal("its cipher is 'serpent-xts-plain64' instead of 'aes-xts-plain64'", CryptsetupCommand.Difference(Encryption, probe, Status.Replace("aes", "serpent"), Encryption.SizeBytes));
        Assert.Equal("its version is 'LUKS1' instead of 'LUKS2'", CryptsetupCommand.Difference(Encryption, probe, Status.Replace("LUKS2", "LUKS1"), Encryption.SizeBytes));
        Assert.StartsWith("it has room for", CryptsetupCommand.Difference(Encryption, probe, Status, Encryption.SizeBytes - 1));
    }

    [Fact]
    public void Lvm_PhysicalVolumeAndGroup_AreExactAndSeeNoOtherDevice()
    {
        LayoutPhysicalVolume volume = new() { Device = "luks0", Uuid = "QFkt8C-dTW8-FTX8-oCkI-emcL-O2Iq-0H1KBJ", DataStartBytes = 1 << 20, Extents = 220 };
        MakeVolumeGroup group = new() { Name = "vg0", ExtentBytes = 4 << 20, Devices = ["luks0", "md1"], Description = "" };

        Assert.Equal(
            $"pvcreate --yes --devices /dev/mapper/c {Seen} --uuid {volume.Uuid} --norestorefile --dataalignment 1048576b --metadatasize 1044480b /dev/mapper/c",
            Line(LvmCommand.MakePhysicalVolume(volume, "/dev/mapper/c")));
        Assert.Equal($"vgcreate --yes --devices /dev/a,/dev/b {Seen} --physicalextentsize 4194304b vg0 /dev/a /dev/b", Line(LvmCommand.MakeGroup(group, ["/dev/a", "/dev/b"])));
        Assert.Equal($"vgchange --devices /dev/a,/dev/b {Seen} --activate n vg0", Line(LvmCommand.Deactivate("vg0", ["/dev/a", "/dev/b"])));
    }

    public static IEnumerable<TheoryDataRow<string, string>> Volumes() =>
    [
        new("linear", "--size 67108864b --wipesignatures y"),
        new("striped", "--size 67108864b --stripes 2 --stripesize 65536b --wipesignatures y"),
        new("raid1", "--size 67108864b --mirrors 1 --wipesignatures y"),
        new("raid10", "--size 67108864b --stripes 2 --mirrors 1 --stripesize 65536b --wipesignatures y"),
        new("thin-pool", "--size 67108864b --poolmetadatasize 8388608b --chunksize 131072b --zero y --discards passdown"),
        new("thin", "--virtualsize 67108864b --thinpool pool --wipesignatures y"),
    ];

    [Theory]
    [MemberData(nameof(Volumes))]
    public void Lvm_EachTypeOfVolume_IsExact(string type, string words)
    {
        LayoutLogicalVolume volume = new()
        {
            Name = "v",
            Type = type,
            SizeBytes = 64 << 20,
            Stripes = type is "striped" or "raid10" ? 2 : 0,
            StripeBytes = type is "striped" or "raid10" ? 65536 : 0,
            Mirrors = type is "raid1" or "raid10" ? 1 : 0,
            Pool = type == "thin" ? "pool" : null,
            ThinPool = type == "thin-pool" ? new LayoutThinPool { MetadataBytes = 8 << 20, ChunkBytes = 128 << 10, Discards = "passdown" } : null,
        };

        Assert.Equal($"lvcreate --yes --devices /dev/a {Seen} --type {type} --name v {words} vg0", Line(LvmCommand.MakeVolume(new MakeLogicalVolume { Group = "vg0", Volume = volume, Description = "" }, ["/dev/a"])));
    }

    [Theory]
    [InlineData("raid5_ls", "raid5", true)]
    [InlineData("linear", "striped", true)]
    [InlineData("raid1", "raid10", false)]
    [InlineData("thin-pool", "thin", false)]
    public void VolumeMaker_TypeReadBack_IsUnderstood(string told, string planned, bool same) => Assert.Equal(same, VolumeMaker.IsType(told, planned));

    [Fact]
    public void LvmRows_ReportsAndOddTexts_AreReadOrRefused()
    {
        Assert.True(LvmRows.TryParse("""{"report":[{"lv":[{"lv_size":"4194304","segtype":"linear"},{"lv_size":"8"}]}],"log":[]}""", "lv", out IReadOnlyList<IReadOnlyDictionary<string, string>>? rows));
        Assert.Equal(("4194304", "linear", "8"), (rows[0]["lv_size"], rows[0]["segtype"], rows[1]["lv_size"]));
        foreach (string odd in new[] { "", "{}", "[]", """{"report":{}}""", """{"report":[{"pv":[]}]}""", """{"report":[{"lv":[3]}]}""", """{"report":[{"lv":[{"lv_size":3}]}]}""" })
        {
            Assert.False(LvmRows.TryParse(odd, "lv", out _));
        }
    }

    [Fact]
    public void Mkfs_BtrfsOnTwoDevices_KeepsProfilesAndFeatures()
    {
        LayoutFileSystem fileSystem = new()
        {
            Device = "disk0.2",
            Type = "btrfs",
            Uuid = Encryption.Uuid,
            Label = "root",
            Btrfs = new LayoutBtrfs
            {
                Devices = ["disk0.2", "disk1.2"],
                DataProfile = "single",
                MetadataProfile = "raid1",
                Checksum = "crc32c",
                NodeBytes = 16384,
                Features = ["no-holes", "^extref", "free-space-tree", "from-the-future"],
            },
        };

        MkfsCommand command = MkfsCommand.For(fileSystem, "/dev/a", "/dev/b")!;

        Assert.Equal($"-q -f -U {Encryption.Uuid} -L root -d single -m raid1 --csum crc32c -n 16384 -O no-holes,^extref -R free-space-tree /dev/a /dev/b", Line(command.Arguments));
        Assert.Equal(["from-the-future"], command.Dropped);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "subvolid=5")]
    [InlineData("@/var", "subvol=@/var")]
    public void Mount_Subvolume_IsAnOption(string? subvolume, string options) =>
        Assert.Equal(options, TargetMounts.Options(new MountFileSystem { Device = "disk0.2", Type = "btrfs", MountPoint = "/", Subvolume = subvolume, Description = "" }));

    private static string Line(IReadOnlyList<string> arguments) => string.Join(' ', arguments);
}
