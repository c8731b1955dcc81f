using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

/// <summary>
/// What README.TXT says of mounting and of discs, with the Linux kernel's own iso9660, which the machine of a build may lack. The tests run when they are asked for:
/// <code>dotnet Monitas.Imaging.Tests.dll -explicit only -trait Kernel=Debian</code> (vm-tests/debian-kernel, which has put the golden plain volume into the drive)
/// </summary>
[Trait("Kernel", "Debian")]
public sealed partial class ReadmeInLinuxTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Mount_EachVolumeOfASet_TheKernelReadsWhatTheVolumeNames()
    {
        using TemporaryDirectory directory = new();
        List<byte[]> chunks = VolumeSamples.Chunks(30, 1);
        List<SealedVolume> volumes = await VolumeSetTests.WriteSetAsync(new DirectoryStore(directory["store"]), chunks);
        Directory.CreateDirectory(directory["mnt"]);
        List<byte> content = [];
        foreach (SealedVolume volume in volumes)
        {
            string iso = directory["store/" + VolumeNames.OfVolume(volume.Description.Volume)];
            string line = MountLine().Match(Readme(volume)).Groups[1].Value.Replace("VOLUME.iso", iso, StringComparison.Ordinal).Replace("/mnt", directory["mnt"], StringComparison.Ordinal);

            Tool.Run("sh", "-ec", line);
            try
            {
                string[] names = [.. Directory.EnumerateFiles(directory["mnt"], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(directory["mnt"], file)).Order(StringComparer.Ordinal)];
                string[] named = [.. VolumeFiles.Of(volume.Description).Select(file => file.File).Concat(["VOLUME.JSON", "VOLUME.BAK", "INDEX.BAK", "README.TXT", "EXTRACT.PY"]).Order(StringComparer.Ordinal)];
                Assert.Equal(named, names);
                foreach (VolumeFile file in VolumeFiles.Of(volume.Description))
                {
                    Assert.StartsWith(file.Sha256, Tool.Run("sha256sum", directory["mnt/" + file.File]));
                    Assert.Equal(file.LengthBytes, new FileInfo(directory["mnt/" + file.File]).Length);
                }
                Assert.Equal(Readme(volume), await File.ReadAllTextAsync(directory["mnt/README.TXT"], Cancel));
                foreach (VolumePack pack in volume.Description.Packs)
                {
                    content.AddRange(Tool.RunForBytes("zstd", "-dc", directory["mnt/" + pack.Content.File]));
                }
            }
            finally
            {
                Tool.Run("umount", directory["mnt"]);
            }
        }
        Assert.True(volumes.Count > 2);
        Assert.Equal(chunks.SelectMany(chunk => chunk), content);
    }

    [Fact(Explicit = true)]
    public async Task Disc_CopiedByTheLineInReadme_IsTheVolumeAndGivesItsFiles()
    {
        using TemporaryDirectory directory = new();
        string golden = Assert.Single(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "TestData/format1/plain")));
        SealedVolume volume = await VolumeSamples.SealAsync(new DirectoryStore(directory["other"]), 1, VolumeSamples.Chunks(1, 1));

        Tool.Run("sh", "-ec", $"cd {directory.Path}; {DiscLine().Match(Readme(volume)).Groups[1].Value}");

        Assert.Equal(Tool.RunForBytes("zstd", "-dc", golden), await File.ReadAllBytesAsync(directory["1.iso"], Cancel));
        await File.WriteAllBytesAsync(directory["EXTRACT.PY"], VolumeReadme.ExtractScript(), Cancel);
        Assert.Contains(VolumeSamples.Archive(1).ToString(), Tool.Run("python3", directory["EXTRACT.PY"], "list", directory.Path));
        Assert.Equal(VolumeSamples.Chunks(6, 7)[3], Tool.RunForBytes("python3", directory["EXTRACT.PY"], "get", directory.Path, VolumeSamples.Archive(1).ToString(), "/z/f003"));
    }

    private static string Readme(SealedVolume volume) => System.Text.Encoding.UTF8.GetString(VolumeReadme.Write(volume.Description.Volume, null));

    [GeneratedRegex(@"mount the volume \((mount [^)]*)\)")]
    private static partial Regex MountLine();

    [GeneratedRegex("A disc that you have instead of a file: (dd .*)$", RegexOptions.Multiline)]
    private static partial Regex DiscLine();
}
