using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Processes;

namespace Monitas.Vm.Tests;

/// <summary>A disk as an installed Debian leaves it, as far as its firmware sees: an EFI system partition with the signed shim and GRUB. GRUB says a word and stops there.</summary>
internal static class SignedOwnDisk
{
    private const string Esp = "@@1M";

    /// <summary>Makes it.</summary>
    public static async Task<VirtualDisk> MakeAsync(string path, CancellationToken cancellation)
    {
        string raw = path + ".raw";
        string settings = path + ".cfg";
        await File.WriteAllTextAsync(settings, $"echo \"{NetbootScene.OwnDiskGreeting}\"\nsleep 900\n", Encoding.ASCII, cancellation);
        await using (FileStream file = File.Create(raw))
        {
            file.SetLength(128L << 20);
        }

        await Command.OutputAsync("/bin/sh", ["-c", "printf 'label: gpt\\nstart=1MiB,size=64MiB,type=U\\n' | sfdisk -q \"$1\"", "sh", raw], cancellation);
        await Command.OutputAsync("mformat", ["-i", raw + Esp, "-F", "-T", "131072", "-h", "64", "-s", "32", "::"], cancellation);
        await Command.OutputAsync("mmd", ["-i", raw + Esp, "::EFI", "::EFI/debian"], cancellation);
        await CopyAsync(raw, "/usr/lib/shim/shimx64.efi.signed", "shimx64.efi", cancellation);
        await CopyAsync(raw, "/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed", "grubx64.efi", cancellation);
        await CopyAsync(raw, settings, "grub.cfg", cancellation);
        await Command.OutputAsync("qemu-img", ["convert", "-q", "-f", "raw", "-O", "qcow2", raw, path], cancellation);
        File.Delete(raw);
        return new VirtualDisk(path, "LAB-OWN", DiskBus.Virtio);
    }

    private static Task<string> CopyAsync(string raw, string file, string name, CancellationToken cancellation) =>
        Command.OutputAsync("mcopy", ["-i", raw + Esp, file, "::EFI/debian/" + name], cancellation);
}
