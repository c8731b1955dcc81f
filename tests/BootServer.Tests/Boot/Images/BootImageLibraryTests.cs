using System;
using System.IO;
using System.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Boot.Images.Wire;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Boot.Images;

public sealed class BootImageLibraryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _packaged;

    public BootImageLibraryTests()
    {
        _packaged = _directory.Combine("packaged");
        SampleImage.Write(_packaged, "first");
    }

    [Fact]
    public void Open_AGoodImage_ServesItAndKeepsACopy()
    {
        BootImageLibrary library = Open();
        Assert.Equal("first kernel", File.ReadAllText(Path.Combine(library.Served(ImageArchitecture.Amd64)!, "vmlinuz")));
        Assert.Equal("", library.Problem);
        BootImage[] images = [.. library.List()];
        Assert.Equal([BootImageLibrary.Packaged, images[1].Id], images.Select(i => i.Id));
        Assert.Equal([true, false], images.Select(i => i.IsServed));
        Assert.All(images, i => Assert.Equal(("", "6.1.0-test"), (i.Problem, i.KernelVersion)));
    }

    [Theory]
    [InlineData("initrd.img", "first initrX")]
    [InlineData("initrd.img", "first")]
    [InlineData("vmlinuz", null)]
    [InlineData("manifest.json", "{")]
    public void Open_ADamagedImage_ServesTheLastGoodOneAndSaysSo(string file, string? content)
    {
        Open();
        string path = Path.Combine(_packaged, file);
        if (content is null)
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllText(path, content);
        }

        BootImageLibrary library = Open();
        Assert.Equal("first initrd", File.ReadAllText(Path.Combine(library.Served(ImageArchitecture.Amd64)!, "initrd.img")));
        Assert.Contains(path, library.Problem, StringComparison.Ordinal);
        Assert.Contains("The last good boot image", library.Problem, StringComparison.Ordinal);
        Assert.True(library.List()[1].IsServed);
    }

    [Fact]
    public void Open_ADamagedImageAndNoOther_SaysWhatToDo()
    {
        File.WriteAllText(Path.Combine(_packaged, "initrd.img"), "x");
        Assert.Contains("reinstall the package", Assert.Throws<StartupException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnImageWithoutManifest_ServesItAndSaysThatNobodyCanTell()
    {
        File.Delete(Path.Combine(_packaged, "manifest.json"));
        BootImageLibrary library = Open();
        Assert.True(File.Exists(Path.Combine(library.Served(ImageArchitecture.Amd64)!, "vmlinuz")));
        Assert.Contains("no manifest.json", library.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ImportAndUse_ANewImage_IsServedAtOnceAndAfterARestart()
    {
        BootImageLibrary library = Open();
        string made = _directory.Combine("made");
        SampleImage.Write(made, "second");
        BootImage image = library.Import(made);
        Assert.Equal("first kernel", File.ReadAllText(Path.Combine(library.Served(ImageArchitecture.Amd64)!, "vmlinuz")));
        Assert.Equal(image.Id, library.Import(made).Id);
        library.Use(image.Id);
        Assert.Equal("second kernel", File.ReadAllText(Path.Combine(library.Served(ImageArchitecture.Amd64)!, "vmlinuz")));
        Assert.Equal("second kernel", File.ReadAllText(Path.Combine(Open().Served(ImageArchitecture.Amd64)!, "vmlinuz")));
        library.Use(BootImageLibrary.Packaged);
        Assert.Equal("first kernel", File.ReadAllText(Path.Combine(library.Served(ImageArchitecture.Amd64)!, "vmlinuz")));
        Assert.Throws<NetbootException>(() => library.Use("../packaged"));
        Assert.Throws<NetbootException>(() => library.Use("chosen"));
        File.WriteAllText(Path.Combine(made, "vmlinuz"), "secXnd kernel");
        Assert.Contains("SHA-256", Assert.Throws<NetbootException>(() => library.Import(made)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_Many_KeepsTheNewestAndWhatIsServed()
    {
        BootImageLibrary library = Open();
        string[] ids = [.. Enumerable.Range(0, 8).Select(i =>
        {
            SampleImage.Write(_directory.Combine($"m{i}"), $"image {i}");
            string id = library.Import(_directory.Combine($"m{i}")).Id;
            if (i == 0)
            {
                library.Use(id);
            }

            return id;
        })];
        string[] kept = [.. library.List().Skip(1).Select(i => i.Id)];
        Assert.Contains(ids[0], kept);
        Assert.Contains(ids[7], kept);
        Assert.InRange(kept.Length, 4, 5);
    }

    [Fact]
    public void ImportAndUse_AnImageForArm64_IsServedBesideTheOneForAmd64()
    {
        BootImageLibrary library = Open();
        Assert.Null(library.Served(ImageArchitecture.Arm64));
        SampleImage.WriteArm64(_directory.Combine("arm"), "arm");
        BootImage image = library.Import(_directory.Combine("arm"));
        Assert.Equal(ImageArchitecture.Arm64, image.Architecture);
        Assert.Null(library.Served(ImageArchitecture.Arm64));
        library.Use(image.Id);
        library = Open();
        Assert.Equal("first kernel", File.ReadAllText(Path.Combine(library.Served(ImageArchitecture.Amd64)!, "vmlinuz")));
        Assert.Equal("arm shimaa64.efi", File.ReadAllText(Path.Combine(library.Served(ImageArchitecture.Arm64)!, "shimaa64.efi")));
        Assert.Equal([BootImageLibrary.Packaged, image.Id], library.List().Where(i => i.IsServed).Select(i => i.Id));
        Assert.Equal("", library.Problem);
    }

    [Fact]
    public void Open_DamagedImagesForArm64_FallsBackAndThenServesNoneButTheOthersStill()
    {
        BootImageLibrary library = Open();
        string[] ids = [.. new[] { "old", "new" }.Select(name =>
        {
            SampleImage.WriteArm64(_directory.Combine(name), name);
            return library.Use(library.Import(_directory.Combine(name)).Id).Id;
        })];
        string Grub(string id) => Path.Combine(_directory.Combine("state"), "boot-images-arm64", id, "grubaa64.efi");

        File.WriteAllText(Grub(ids[1]), "x");
        library = Open();
        Assert.Equal("old kernel", File.ReadAllText(Path.Combine(library.Served(ImageArchitecture.Arm64)!, "vmlinuz")));
        Assert.Contains(Grub(ids[1]), library.Problem, StringComparison.Ordinal);

        File.Delete(Grub(ids[0]));
        library = Open();
        Assert.Null(library.Served(ImageArchitecture.Arm64));
        Assert.Contains("no other boot image for arm64", library.Problem, StringComparison.Ordinal);
        Assert.Equal("first kernel", File.ReadAllText(Path.Combine(library.Served(ImageArchitecture.Amd64)!, "vmlinuz")));
    }

    [Theory]
    [InlineData("riscv64", "is for riscv64, and this server knows amd64 and arm64 only")]
    [InlineData("arm64", "does not name all files")]
    public void Import_AnImageThatCannotBeServed_SaysWhy(string architecture, string why)
    {
        SampleImage.Write(_directory.Combine("made"), "made", architecture);
        Assert.Contains(why, Assert.Throws<NetbootException>(() => Open().Import(_directory.Combine("made"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnImageForArm64InPlaceOfThePackagedOne_IsRefused()
    {
        SampleImage.WriteArm64(_packaged, "arm");
        Assert.Contains("boot image for arm64 where one for amd64 must be", Assert.Throws<StartupException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_EveryTruncation_IsRefused()
    {
        string json = File.ReadAllText(Path.Combine(_packaged, "manifest.json"));
        Assert.True(BootImageManifest.TryParse(json, out _));
        for (int length = 0; length < json.Length; length++)
        {
            Assert.False(BootImageManifest.TryParse(json[..length], out _));
        }
    }

    public void Dispose() => _directory.Dispose();

    private BootImageLibrary Open()
    {
        ServerSettings settings = new() { StateDirectory = _directory.Combine("state"), Netboot = new NetbootSettings { BootImageDirectory = _packaged } };
        BootImageLibrary library = new(settings, NullLogger<BootImageLibrary>.Instance);
        library.Open();
        return library;
    }
}
