using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

public sealed class EfiLoaderFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("monitas-efi-").FullName;
    private readonly RebuildContext _context;

    public EfiLoaderFilesTests() => _context = new RebuildContext(SamplePlans.TwoPartitions("ABC", 1), new Dictionary<string, TargetDisk>(), _root, new RecordedProgress()) { Keys = new RebuildKeys { Keys = [] }, FetchCredentialAsync = _ => throw new InvalidOperationException() };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task EnsureFallback_ShimOfDebian_IsCopiedWithGrubButWithoutFallbackProgram()
    {
        Write("debian/shimx64.efi", "debian/grubx64.efi", "debian/mmx64.efi", "debian/fbx64.efi");
        EfiLoaderFiles files = Files(@"\EFI\debian\shimx64.efi");

        await files.EnsureAsync(_context, TestContext.Current.CancellationToken);
        files.EnsureFallback(_context);

        Assert.Equal(["BOOTX64.EFI", "grubx64.efi", "mmx64.efi"], Names("BOOT"));
        Assert.Equal("debian/shimx64.efi", File.ReadAllText(_root + "/boot/efi/EFI/BOOT/BOOTX64.EFI"));
    }

    [Fact]
    public void EnsureFallback_SomethingIsThere_IsLeftAlone()
    {
        Write("debian/shimx64.efi", "BOOT/BOOTX64.EFI");

        Files(@"\EFI\debian\shimx64.efi").EnsureFallback(_context);

        Assert.Equal("BOOT/BOOTX64.EFI", File.ReadAllText(_root + "/boot/efi/EFI/BOOT/BOOTX64.EFI"));
    }

    [Fact]
    public void LoaderPath_RecordedFileIsMissing_FallsBackToGrub()
    {
        Write("debian/grubx64.efi");

        Assert.Equal(@"\EFI\debian\grubx64.efi", Files(@"\EFI\debian\shimx64.efi").LoaderPath);
    }

    [Fact]
    public async Task EnsureAsync_NeitherLoaderNorInstaller_SaysSo()
    {
        RebuildException e = await Assert.ThrowsAsync<RebuildException>(() => Files("").EnsureAsync(_context, TestContext.Current.CancellationToken));

        Assert.Contains("no grub-install", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureAsync_UnifiedKernel_StartsTheRecordedOneOrTheNewestAndIsCopiedToTheFallback()
    {
        Write("Linux/debian-6.1.0.efi", "Linux/debian-6.2.0.efi");
        File.SetLastWriteTimeUtc(_root + "/boot/efi/EFI/Linux/debian-6.1.0.efi", new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        EfiLoaderFiles recorded = Files(@"\EFI\Linux\debian-6.1.0.efi", "uki");
        EfiLoaderFiles gone = Files(@"\EFI\Linux\debian-5.9.0.efi", "uki");

        await recorded.EnsureAsync(_context, TestContext.Current.CancellationToken);
        await gone.EnsureAsync(_context, TestContext.Current.CancellationToken);
        recorded.EnsureFallback(_context);

        Assert.Equal(@"\EFI\Linux\debian-6.1.0.efi", recorded.LoaderPath);
        Assert.Equal(@"\EFI\Linux\debian-6.2.0.efi", gone.LoaderPath);
        Assert.Equal("Linux/debian-6.1.0.efi", File.ReadAllText(_root + "/boot/efi/EFI/BOOT/BOOTX64.EFI"));
    }

    [Fact]
    public async Task EnsureAsync_SystemdBootIsNotThereAndNoBootctl_SaysSo()
    {
        RebuildException e = await Assert.ThrowsAsync<RebuildException>(() => Files("", "systemd-boot").EnsureAsync(_context, TestContext.Current.CancellationToken));

        Assert.Contains(@"no \EFI\systemd\systemd-bootx64.efi, and the restored system has no bootctl", e.Message, StringComparison.Ordinal);
    }

    private EfiLoaderFiles Files(string loader, string kind = "grub") => new(new RestoredSystem(_root), "/boot/efi", new LayoutBootLoader { Kind = kind, EfiDirectory = "debian", EfiLoader = loader });

    private void Write(params string[] paths)
    {
        foreach (string path in paths)
        {
            string file = _root + "/boot/efi/EFI/" + path;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, path);
        }
    }

    private IEnumerable<string> Names(string folder) => Directory.GetFiles(_root + "/boot/efi/EFI/" + folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
}
