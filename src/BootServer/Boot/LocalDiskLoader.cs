using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO;
using System.Text;

namespace Monitas.BootServer.Boot;

/// <summary>
/// Makes a UEFI program that starts the system on the machine's own disk: a GRUB with a fixed script and without network drivers.
/// It is needed because "this boot entry failed, take the next" is no way to the disk on many machines: the next entries are PXE by IPv6 and
/// HTTP Boot, and waiting for those takes minutes (seen with OVMF: 77 s for PXEv6 alone).
/// </summary>
internal static class LocalDiskLoader
{
    /// <summary>The packages that it is made from.</summary>
    public const string Packages = "grub-common grub-efi-amd64-bin";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>All that the script needs; no file system but FAT, no network.</summary>
    private static readonly string[] Modules = ["normal", "memdisk", "tar", "part_gpt", "part_msdos", "fat", "regexp", "test", "echo", "chain", "sleep"];

    /// <summary>Makes the program with grub-mkimage; a few tenths of a second.</summary>
    /// <param name="program">Its bytes.</param>
    /// <param name="why">Why there is none, for a person.</param>
    public static bool TryMake(out byte[] program, out string why)
    {
        program = [];
        DirectoryInfo directory = Directory.CreateTempSubdirectory("monitas-loader-");
        try
        {
            string memdisk = Path.Combine(directory.FullName, "memdisk.tar");
            string output = Path.Combine(directory.FullName, BootFileNames.LocalDisk);
            WriteMemdisk(memdisk);
            why = Run(memdisk, output);
            program = why.Length == 0 ? File.ReadAllBytes(output) : [];
            return why.Length == 0;
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            why = e.Message;
            return false;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>GRUB reads its script from an archive inside its own program. The time stamp is fixed, so the same script gives the same program.</summary>
    private static void WriteMemdisk(string path)
    {
        using FileStream stream = File.Create(path);
        using TarWriter writer = new(stream, TarEntryFormat.Ustar);
        using MemoryStream script = new(Encoding.ASCII.GetBytes(GrubConfigs.OwnDisk()));
        writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "boot/grub/grub.cfg") { DataStream = script, ModificationTime = DateTimeOffset.UnixEpoch });
    }

    private static string Run(string memdisk, string output)
    {
        // Its words go where ours go, to the journal: a pipe could outlive it, held open by a child of its own, and the server's start would wait for that.
        using Process process = Process.Start(
            "grub-mkimage", ["-O", "x86_64-efi", "-o", output, "-m", memdisk, "-p", "(memdisk)/boot/grub", .. Modules]);
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return "grub-mkimage does not end";
        }

        return process.ExitCode == 0 ? "" : $"grub-mkimage ended with {process.ExitCode}";
    }
}
