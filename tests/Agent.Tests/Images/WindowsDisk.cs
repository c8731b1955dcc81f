using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Tests.BareMetal;

namespace Monitas.Agent.Tests.Images;

/// <summary>
/// A disk as Windows and a Linux beside it leave it: GPT with an EFI system partition (FAT), Microsoft's reserved partition, NTFS, ext4, swap, and one of a kind
/// that nobody knows.
/// </summary>
internal static class WindowsDisk
{
    public const string DiskId = "7A3C4E5D-0001-4B5C-8D1E-112233445566";

    public const string Script = $"""
        label: gpt
        label-id: {DiskId}
        unit: sectors

        1 : start=2048, size=131072, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid=7A3C4E5D-0001-4B5C-8D1E-000000000001, name="EFI system partition"
        2 : start=133120, size=32768, type=E3C9E316-0B5C-4DB8-817D-F92DF00215AE, uuid=7A3C4E5D-0001-4B5C-8D1E-000000000002, name="Microsoft reserved partition", attrs="GUID:63"
        3 : start=165888, size=262144, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, uuid=7A3C4E5D-0001-4B5C-8D1E-000000000003, name="Basic data partition"
        4 : start=428032, size=131072, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, uuid=7A3C4E5D-0001-4B5C-8D1E-000000000004
        5 : start=559104, size=32768, type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F, uuid=7A3C4E5D-0001-4B5C-8D1E-000000000005
        6 : start=591872, size=32768, type=DE94BBA4-06D1-4D40-A16A-BFD50179D6AC, uuid=7A3C4E5D-0001-4B5C-8D1E-000000000006
        """;

    /// <summary>Writes it; <paramref name="file"/> is put into the NTFS as data.bin.</summary>
    public static async Task WriteAsync(LoopDisk disk, string file, CancellationToken ct)
    {
        string node = disk.Facts.Path;
        await ExternalTool.RunAsync("sfdisk", ["--quiet", node], ct, input: Script);
        await ExternalTool.RunAsync("partx", ["-u", node], ct);
        while (!File.Exists(node + "p6"))
        {
            await Task.Delay(100, ct);
        }

        await ExternalTool.RunAsync("mkfs.vfat", ["-F", "32", "-s", "1", "-n", "SYSTEM", node + "p1"], ct);
        await ExternalTool.RunAsync("mkfs.ntfs", ["-Q", "-L", "Windows", node + "p3"], ct);
        await ExternalTool.RunAsync("mkfs.ext4", ["-q", "-L", "linux", node + "p4"], ct);
        await ExternalTool.RunAsync("mkswap", ["-U", SamplePlans.SwapUuid, node + "p5"], ct);
        await ExternalTool.RunAsync("ntfscp", ["-q", "-f", node + "p3", file, "data.bin"], ct);
        disk.Scribble("a boot sector's code", 0);
        disk.Scribble("what nobody knows", (591872L * 512) + 8_000_000);
        await ExternalTool.RunAsync("blockdev", ["--flushbufs", node], ct);
    }

    /// <summary>The disk as lsblk would show a real one.</summary>
    public static async Task<BlockDevice> AsDiskAsync(LoopDisk disk, CancellationToken ct)
    {
        IReadOnlyList<BlockDevice> devices = await BlockDeviceReader.ReadAsync(ct);
        BlockDevice loop = devices.First(d => d.Path == disk.Facts.Path);
        return loop with { Type = "disk", TableKind = "gpt", Serial = disk.Facts.Serial };
    }

    /// <summary>SHA-256 of a file inside the NTFS, read by a program that shares nothing with partclone's map.</summary>
    public static async Task<string> NtfsFileAsync(LoopDisk disk, string directory, CancellationToken ct)
    {
        string copy = Path.Combine(directory, "copy.bin");
        await ExternalTool.RunAsync("sh", ["-c", $"ntfscat -q {disk.Facts.Path}p3 data.bin > {copy}"], ct);
        return System.Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(copy, ct)));
    }

    /// <summary>The bytes of a partition.</summary>
    public static async Task<byte[]> PartitionAsync(LoopDisk disk, int number, CancellationToken ct)
    {
        await ExternalTool.RunAsync("blockdev", ["--flushbufs", $"{disk.Facts.Path}p{number}"], ct);
        return await File.ReadAllBytesAsync($"{disk.Facts.Path}p{number}", ct);
    }

    /// <summary>Fills the whole disk with something that is not zeros.</summary>
    public static void FillWithOldData(LoopDisk disk)
    {
        byte[] old = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("old data of another owner. ", 38836)));
        using FileStream stream = new(disk.Facts.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        for (long at = 0; at < disk.Facts.SizeBytes; at += old.Length)
        {
            stream.Write(old, 0, (int)System.Math.Min(old.Length, disk.Facts.SizeBytes - at));
        }

        stream.Flush(flushToDisk: true);
    }
}
