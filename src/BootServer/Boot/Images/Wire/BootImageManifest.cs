using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text.Json;

namespace Monitas.BootServer.Boot.Images.Wire;

/// <summary>What manifest.json says about a boot image (bootimages/lib/manifest.sh writes it). Pure.</summary>
/// <param name="KernelVersion">The kernel's release; empty when it is not told.</param>
/// <param name="Files">Name, length in bytes and SHA-256 (lower-case hexadecimal) of each file.</param>
internal sealed record BootImageManifest(string KernelVersion, IReadOnlyList<(string Name, long Bytes, string Sha256)> Files)
{
    /// <summary>The manifest's own name.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The files that a boot image must have.</summary>
    public static readonly IReadOnlyList<string> Needed = ["vmlinuz", "initrd.img"];

    /// <summary>Reads the text; false when it does not name both files with their digests.</summary>
    public static bool TryParse(string json, [NotNullWhen(true)] out BootImageManifest? manifest)
    {
        manifest = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            string version = document.RootElement.TryGetProperty("kernelVersion", out JsonElement kernel) ? kernel.GetString() ?? "" : "";
            List<(string, long, string)> files =
            [
                .. document.RootElement.GetProperty("files").EnumerateArray().Select(file =>
                    (file.GetProperty("name").GetString() ?? "", file.GetProperty("bytes").GetInt64(), file.GetProperty("sha256").GetString() ?? "")),
            ];
            BootImageManifest read = new(version, files);
            manifest = Needed.All(name => read.Files.Any(file => file.Name == name && file.Sha256.Length == 64)) ? read : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return false;
        }

        return manifest is not null;
    }
}
