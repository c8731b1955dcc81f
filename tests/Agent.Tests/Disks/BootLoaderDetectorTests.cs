using System;
using System.IO;
using System.Text;
using Monitas.Agent.Disks;
using Monitas.Contracts.Layouts;
using Xunit;

namespace Monitas.Agent.Tests.Disks;

public sealed class BootLoaderDetectorTests : IDisposable
{
    private const string Global = "-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    private readonly string _root = Directory.CreateTempSubdirectory("monitas-loader-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void DetectUefi_EntryOfThisPartition_IsTaken()
    {
        Touch("/boot/efi/EFI/debian/grubx64.efi");
        Touch("/boot/efi/EFI/debian/shimx64.efi");
        Variable("Boot0003", EfiLoadOptionTests.Entry("Debian on SSD", @"\EFI\debian\shimx64.efi"));
        Variable("BootOrder", [7, 0, 3, 0]);
        Variable("BootCurrent", [9, 0]);

        LayoutBootLoader loader = Detector().DetectUefi("/boot/efi", EfiLoadOptionTests.Partition);

        Assert.Equal(new LayoutBootLoader { Kind = "grub", EfiDirectory = "debian", EfiLabel = "Debian on SSD", EfiLoader = @"\EFI\debian\shimx64.efi" }, loader);
    }

    [Fact]
    public void DetectUefi_NoEntry_TakesTheFolderWithGrub()
    {
        Touch("/boot/efi/EFI/BOOT/grubx64.efi");
        Touch("/boot/efi/EFI/ubuntu/grubx64.efi");

        LayoutBootLoader loader = Detector().DetectUefi("/boot/efi", null);

        Assert.Equal(new LayoutBootLoader { Kind = "grub", EfiDirectory = "ubuntu", EfiLabel = "ubuntu", EfiLoader = @"\EFI\ubuntu\grubx64.efi" }, loader);
    }

    [Fact]
    public void DetectUefi_SystemdBootByItsEntryOrItsFile_IsSystemdBoot()
    {
        Touch("/boot/efi/EFI/systemd/systemd-bootx64.efi");
        Touch("/boot/efi/EFI/Linux/debian-6.1.0.efi");

        Assert.Equal(
            new LayoutBootLoader { Kind = "systemd-boot", EfiDirectory = "systemd", EfiLabel = "Linux Boot Manager", EfiLoader = @"\EFI\systemd\systemd-bootx64.efi" },
            Detector().DetectUefi("/boot/efi", null));
        Variable("Boot0003", EfiLoadOptionTests.Entry("Boots Debian", @"\EFI\systemd\systemd-bootx64.efi"));
        Variable("BootOrder", [3, 0]);
        Assert.Equal("Boots Debian", Detector().DetectUefi("/boot/efi", EfiLoadOptionTests.Partition).EfiLabel);
    }

    [Fact]
    public void DetectUefi_EntryOfAUnifiedKernel_IsThatBesideAnInstalledGrub()
    {
        Touch("/efi/EFI/debian/grubx64.efi");
        Touch("/efi/EFI/Linux/debian-6.1.0.efi");
        Variable("Boot0003", EfiLoadOptionTests.Entry("Debian direct", @"\EFI\Linux\debian-6.1.0.efi"));
        Variable("BootOrder", [3, 0]);

        Assert.Equal(
            new LayoutBootLoader { Kind = "uki", EfiDirectory = "Linux", EfiLabel = "Debian direct", EfiLoader = @"\EFI\Linux\debian-6.1.0.efi" },
            Detector().DetectUefi("/efi", EfiLoadOptionTests.Partition));
        Assert.Equal("grub", Detector().DetectUefi("/efi", null).Kind);
    }

    [Fact]
    public void DetectUefi_OtherLoader_IsUnknown()
    {
        Touch("/boot/efi/EFI/refind/refind_x64.efi");

        Assert.Equal("unknown", Detector().DetectUefi("/boot/efi", null).Kind);
    }

    [Fact]
    public void DetectBios_GrubInTheFirstSector_IsGrub()
    {
        byte[] sector = new byte[512];
        Encoding.ASCII.GetBytes("GRUB ").CopyTo(sector, 0x180);

        Assert.Equal("unknown", Detector().DetectBios([sector]).Kind);
        Directory.CreateDirectory(_root + "/boot/grub/i386-pc");
        Assert.Equal("grub", Detector().DetectBios([sector]).Kind);
        Assert.Equal("unknown", Detector().DetectBios([new byte[512], []]).Kind);
    }

    private BootLoaderDetector Detector() => new(_root, new EfiVariables(_root + "/efivars"));

    private void Touch(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root + path)!);
        File.WriteAllText(_root + path, "x");
    }

    private void Variable(string name, byte[] value)
    {
        Directory.CreateDirectory(_root + "/efivars");
        File.WriteAllBytes($"{_root}/efivars/{name}{Global}", [7, 0, 0, 0, .. value]);
    }
}
