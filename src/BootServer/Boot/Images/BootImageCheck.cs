using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Monitas.BootServer.Boot.Images.Wire;

namespace Monitas.BootServer.Boot.Images;

/// <summary>Looks at the files of one boot image.</summary>
internal static class BootImageCheck
{
    private const int IdDigits = 12;

    /// <summary>Reads all of it and compares it with its manifest.</summary>
    /// <param name="directory">Where it lies.</param>
    /// <param name="isServed">Whether machines get this one.</param>
    public static BootImage Look(string directory, bool isServed)
    {
        FileInfo initrd = new(Path.Combine(directory, "initrd.img"));
        long bytes = BootImageManifest.Common.Select(name => new FileInfo(Path.Combine(directory, name))).Where(file => file.Exists).Sum(file => file.Length);
        BootImage image = new("none", directory, null, "", bytes, initrd.Exists ? initrd.LastWriteTimeUtc : null, "", isServed);
        try
        {
            string path = Path.Combine(directory, BootImageManifest.FileName);
            if (!File.Exists(path))
            {
                string missing = bytes == 0 ? $"{directory} holds no boot image." : $"{directory} has no manifest.json, so nobody can tell whether its files are right.";
                return image with { Problem = missing };
            }

            string json = File.ReadAllText(path);
            image = image with { Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..IdDigits] };
            return BootImageManifest.TryParse(json, out BootImageManifest? manifest)
                ? image with { Architecture = manifest.Architecture, KernelVersion = manifest.KernelVersion, Problem = Compare(directory, manifest) }
                : image with { Problem = $"{path} is damaged, or does not name all files that a boot image needs." };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return image with { Id = "none", Problem = $"{directory} cannot be read: {e.Message}" };
        }
    }

    private static string Compare(string directory, BootImageManifest manifest)
    {
        if (manifest.Architecture is not { } architecture)
        {
            return $"The boot image in {directory} is for {manifest.ArchitectureName}, and this server knows amd64 and arm64 only.";
        }

        foreach ((string name, long bytes, string sha256) in manifest.Files.Where(file => BootImageManifest.Needed(architecture).Contains(file.Name)))
        {
            string path = Path.Combine(directory, name);
            if (!File.Exists(path))
            {
                return $"{path} is missing.";
            }

            using FileStream file = File.OpenRead(path);
            if (file.Length != bytes)
            {
                return $"{path} is damaged: it has {file.Length} bytes and should have {bytes}.";
            }

            if (Convert.ToHexStringLower(SHA256.HashData(file)) != sha256)
            {
                return $"{path} is damaged: its SHA-256 is not that of the manifest.";
            }
        }

        return "";
    }
}
