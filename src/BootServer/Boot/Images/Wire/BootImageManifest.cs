using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text.Json;

namespace Monitas.BootServer.Boot.Images.Wire;

/// <summary>What manifest.json says about a boot image (bootimages/README.md shows it). Pure.</summary>
/// <param name="KernelVersion">The kernel's release; empty when it is not told.</param>
/// <param name="ArchitectureName">The processors that it is for, as written; "amd64" when it is not told.</param>
/// <param name="Files">Name, length in bytes and SHA-256 (lower-case hexadecimal) of each file.</param>
internal sealed record BootImageManifest(string KernelVersion, string ArchitectureName, IReadOnlyList<(string Name, long Bytes, string Sha256)> Files)
{
    /// <summary>The manifest's own name.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The files that every boot image must have: the kernel and its initramfs.</summary>
    public static readonly IReadOnlyList<string> Common = ["vmlinuz", "initrd.img"];

    private const string Amd64 = "amd64";
    private const string Arm64 = "arm64";

    /// <summary>The processors that it is for; null: none that are known.</summary>
    public ImageArchitecture? Architecture => ArchitectureName switch { Amd64 => ImageArchitecture.Amd64, Arm64 => ImageArchitecture.Arm64, _ => null };

    /// <summary>The name of processors in a manifest: Debian's.</summary>
    public static string NameOf(ImageArchitecture architecture) => architecture == ImageArchitecture.Arm64 ? Arm64 : Amd64;

    /// <summary>
    /// The files that a boot image must have. One for arm64 brings Debian's signed loaders along: an amd64 server cannot install the packages that hold them.
    /// </summary>
    public static IReadOnlyList<string> Needed(ImageArchitecture architecture) =>
        architecture == ImageArchitecture.Arm64 ? [.. Common, BootFileNames.ShimArm64, BootFileNames.GrubArm64] : Common;

    /// <summary>Reads the text; false when it does not name all needed files with their digests.</summary>
    public static bool TryParse(string json, [NotNullWhen(true)] out BootImageManifest? manifest)
    {
        manifest = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            List<(string, long, string)> files =
            [
                .. document.RootElement.GetProperty("files").EnumerateArray().Select(file =>
                    (file.GetProperty("name").GetString() ?? "", file.GetProperty("bytes").GetInt64(), file.GetProperty("sha256").GetString() ?? "")),
            ];
            BootImageManifest read = new(Text(document, "kernelVersion") ?? "", Text(document, "architecture") ?? Amd64, files);
            manifest = Needed(read.Architecture ?? ImageArchitecture.Amd64).All(name => read.Files.Any(file => file.Name == name && file.Sha256.Length == 64)) ? read : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return false;
        }

        return manifest is not null;
    }

    private static string? Text(JsonDocument document, string name) => document.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
