using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Monitas.BootServer.Tests.Boot.Images;

/// <summary>A boot image of a few bytes, with the manifest that bootimages/build.sh would write.</summary>
internal static class SampleImage
{
    public static void Write(string directory, string name)
    {
        Directory.CreateDirectory(directory);
        (string kernel, string initrd) = ($"{name} kernel", $"{name} initrd");
        File.WriteAllText(Path.Combine(directory, "vmlinuz"), kernel);
        File.WriteAllText(Path.Combine(directory, "initrd.img"), initrd);
        File.WriteAllText(
            Path.Combine(directory, "manifest.json"),
            $$"""{"format":1,"kernelVersion":"6.1.0-test","files":[{{Entry("vmlinuz", kernel)}},{{Entry("initrd.img", initrd)}}]}""");
    }

    private static string Entry(string name, string content) =>
        $$"""{"name":"{{name}}","bytes":{{content.Length}},"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}}"}""";
}
