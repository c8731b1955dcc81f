using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Monitas.BootServer.Tests.Boot.Images;

/// <summary>A boot image of a few bytes, with the manifest that bootimages/build.sh would write.</summary>
internal static class SampleImage
{
    /// <param name="directory">Where it goes.</param>
    /// <param name="name">What its files say.</param>
    /// <param name="architecture">What its manifest says; empty: nothing, as manifests did once.</param>
    /// <param name="more">Further files, such as "shimaa64.efi".</param>
    public static void Write(string directory, string name, string architecture = "", params string[] more)
    {
        Directory.CreateDirectory(directory);
        (string File, string Content)[] files = [("vmlinuz", $"{name} kernel"), ("initrd.img", $"{name} initrd"), .. more.Select(file => (file, $"{name} {file}"))];
        foreach ((string file, string content) in files)
        {
            File.WriteAllText(Path.Combine(directory, file), content);
        }

        string told = architecture.Length > 0 ? $"\"architecture\":\"{architecture}\"," : "";
        File.WriteAllText(
            Path.Combine(directory, "manifest.json"),
            $$"""{"format":1,{{told}}"kernelVersion":"6.1.0-test","files":[{{string.Join(',', files.Select(file => Entry(file.File, file.Content)))}}]}""");
    }

    /// <summary>A good image for arm64.</summary>
    public static void WriteArm64(string directory, string name) => Write(directory, name, "arm64", "shimaa64.efi", "grubaa64.efi");

    private static string Entry(string name, string content) =>
        $$"""{"name":"{{name}}","bytes":{{content.Length}},"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}}"}""";
}
