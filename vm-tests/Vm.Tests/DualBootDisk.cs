using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Processes;

namespace Monitas.Vm.Tests;

/// <summary>
/// A disk as a BIOS PC with Windows and Linux has it: an MBR with boot code (which says a word on the serial port), NTFS with a file, ext4, and a partition
/// of a kind that nobody knows.
/// </summary>
internal static class DualBootDisk
{
    /// <summary>Its length.</summary>
    public const long SizeBytes = 256L << 20;

    private const int SectorBytes = 512;
    private const long NtfsStart = 2048;
    private const long NtfsSectors = 262_144;
    private const long LinuxStart = 264_192;
    private const long LinuxSectors = 131_072;
    private const long OtherStart = 395_264;
    private const int OtherSectors = 16_384;

    /// <summary>Makes it.</summary>
    public static async Task<VirtualDisk> MakeAsync(string path, CancellationToken cancellation)
    {
        string raw = path + ".raw";
        string script = path + ".sfdisk";
        await using (FileStream disk = new(raw, FileMode.Create))
        {
            disk.SetLength(SizeBytes);
            await disk.WriteAsync(BiosOwnDisk.BootSector(), cancellation);
            disk.Position = OtherStart * SectorBytes;
            await disk.WriteAsync(RandomNumberGenerator.GetBytes(OtherSectors * SectorBytes / 2), cancellation);
        }

        await File.WriteAllTextAsync(script, $"label: dos\nlabel-id: 0x6d6f6e69\n1 : start={NtfsStart}, size={NtfsSectors}, type=7, bootable\n2 : start={LinuxStart}, size={LinuxSectors}, type=83\n3 : start={OtherStart}, size={OtherSectors}, type=da\n", cancellation);
        await Command.OutputAsync("sh", ["-c", $"sfdisk --quiet --no-reread --no-tell-kernel {raw} < {script}"], cancellation);
        await AddNtfsAsync(path, raw, cancellation);
        await AddLinuxAsync(path, raw, cancellation);
        await Command.OutputAsync("qemu-img", ["convert", "-q", "-f", "raw", "-O", "qcow2", raw, path], cancellation);
        File.Delete(raw);
        return new VirtualDisk(path, "LAB-DUAL", DiskBus.Virtio);
    }

    /// <summary>What programs that share nothing with Monitas find on a switched-off PC's disk: its table, the file inside NTFS, the unknown partition's bytes. They fail where a file system is not sound.</summary>
    public static async Task<string> JudgeAsync(VirtualDisk disk, CancellationToken cancellation)
    {
        string raw = disk.Path + ".seen";
        await Command.OutputAsync("qemu-img", ["convert", "-q", "-f", "qcow2", "-O", "raw", disk.Path, raw], cancellation);
        JsonNode table = JsonNode.Parse(await Command.OutputAsync("sfdisk", ["--json", raw], cancellation))!["partitiontable"]!;
        string partitions = string.Join('\n', table["partitions"]!.AsArray().Select(p => $"{p!["start"]} {p["size"]} {p["type"]} {p["bootable"]}"));
        string ntfs = await CutAsync(raw, NtfsStart, NtfsSectors, cancellation);
        await Command.OutputAsync("ntfsfix", ["-n", ntfs], cancellation);
        string file = await Command.OutputAsync("sh", ["-c", $"ntfscat -q {ntfs} data.bin | sha256sum"], cancellation);
        string linux = await CutAsync(raw, LinuxStart, LinuxSectors, cancellation);
        await Command.OutputAsync("e2fsck", ["-f", "-n", linux], cancellation);
        string inside = await Command.OutputAsync("debugfs", ["-R", "cat /note", linux], cancellation);
        string other = await Command.OutputAsync("sha256sum", [await CutAsync(raw, OtherStart, OtherSectors, cancellation)], cancellation);
        File.Delete(raw);
        return $"{table["id"]}\n{partitions}\n{file}{inside}\n{other.Split(' ')[0]}";
    }

    private static async Task AddNtfsAsync(string path, string raw, CancellationToken cancellation)
    {
        string ntfs = path + ".ntfs";
        string file = path + ".data";
        await File.WriteAllBytesAsync(file, RandomNumberGenerator.GetBytes(5_000_001), cancellation);
        await Command.OutputAsync("truncate", ["-s", Text(NtfsSectors * SectorBytes), ntfs], cancellation);
        await Command.OutputAsync("mkfs.ntfs", ["-F", "-Q", "-q", "-L", "Windows", "-p", Text(NtfsStart), "-H", "255", "-S", "63", ntfs], cancellation);
        await Command.OutputAsync("ntfscp", ["-q", "-f", ntfs, file, "data.bin"], cancellation);
        await PutAsync(ntfs, raw, NtfsStart, cancellation);
    }

    private static async Task AddLinuxAsync(string path, string raw, CancellationToken cancellation)
    {
        string folder = Directory.CreateDirectory(path + ".tree").FullName;
        await File.WriteAllTextAsync(folder + "/note", "what Linux held", cancellation);
        string linux = path + ".ext4";
        await Command.OutputAsync("mkfs.ext4", ["-q", "-d", folder, linux, Text(LinuxSectors / 2) + "k"], cancellation);
        await PutAsync(linux, raw, LinuxStart, cancellation);
    }

    private static async Task PutAsync(string part, string raw, long start, CancellationToken cancellation)
    {
        await Command.OutputAsync("dd", [$"if={part}", $"of={raw}", "bs=1M", "conv=notrunc", "oflag=seek_bytes", $"seek={Text(start * SectorBytes)}", "status=none"], cancellation);
        File.Delete(part);
    }

    private static async Task<string> CutAsync(string raw, long start, long sectors, CancellationToken cancellation)
    {
        string part = string.Create(CultureInfo.InvariantCulture, $"{raw}.{start}");
        await Command.OutputAsync("dd", [$"if={raw}", $"of={part}", "bs=1M", "iflag=skip_bytes,count_bytes", $"skip={Text(start * SectorBytes)}", $"count={Text(sectors * SectorBytes)}", "status=none"], cancellation);
        return part;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
