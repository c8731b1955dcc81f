using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;

namespace Monitas.Agent.Tests.BareMetal;

/// <summary>
/// The smallest system that a rebuild can work with: a shell, and a grub-install that leaves what the real one would. (The real
/// one does not know partitions of loop devices; it runs in vm-tests.)
/// </summary>
internal static class SmallSystem
{
    private const string GrubInstall = """
        #!/bin/sh
        # $1 --target=i386-pc, $2 --recheck, $3 the disk: code into the first 440 bytes, nothing else touched.
        set -eu
        echo "$*" > /grub-arguments
        [ -e /proc/self ] && [ -d /sys/class ] && [ -b "$3" ]
        printf 'GRUB%436s' '' 1<> "$3"
        echo core > /boot/grub/i386-pc/core.img
        """;

    public static async Task WriteAsync(string root, CancellationToken ct)
    {
        foreach (string directory in new[] { "/boot/grub/i386-pc", "/bin", "/usr/sbin", "/lib/modules/6.1.0-1-amd64", "/srv" })
        {
            Directory.CreateDirectory(root + directory);
        }

        await File.WriteAllTextAsync(root + "/boot/grub/grub.cfg", "# restored\n", ct);
        await File.WriteAllTextAsync(root + "/boot/vmlinuz-6.1.0-1-amd64", "kernel", ct);
        await File.WriteAllTextAsync(root + "/boot/initrd.img-6.1.0-1-amd64", "initrd", ct);
        await File.WriteAllTextAsync(root + "/srv/data", "on xfs", ct);
        await File.WriteAllTextAsync(root + "/usr/sbin/update-initramfs", "", ct);
        await File.WriteAllTextAsync(root + "/usr/sbin/grub-install", GrubInstall, ct);
        File.SetUnixFileMode(root + "/usr/sbin/grub-install", (UnixFileMode)0b111_101_101);
        ToolResult libraries = await ExternalTool.RunAsync("ldd", ["/bin/sh"], ct);
        IEnumerable<string> files = libraries.Output.Split(' ', '\n', '\t').Where(w => w.StartsWith('/')).Append("/bin/sh");
        foreach (string file in files.Distinct(StringComparer.Ordinal))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root + file)!);
            File.Copy(file, root + file, overwrite: true);
            File.SetUnixFileMode(root + file, (UnixFileMode)0b111_101_101);
        }
    }
}
