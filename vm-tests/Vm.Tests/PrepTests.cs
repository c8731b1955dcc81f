using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Processes;
using Monitas.Lab.Product;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>The disks of a virtual PC get what a prep file says, and only those that it means.</summary>
public sealed class PrepTests
{
    private const long Size = 2L << 30;
    private const int SectorBytes = 512;

    private const string Desk = """
        disk system serial=LAB-SATA
        partition efi   64M   vfat /boot/efi
        partition root  1G    ext4 / label=ROOT
        partition swap  128M  swap
        partition data  rest  xfs  /srv
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Prep_AFile_IsWhatOtherProgramsReadOnTheDiskAfterwards()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting("prep", "BIOS, iPXE by TFTP -> HTTP, prep", Firmware.Bios, LanRouter.None)
        {
            MakeDiskAsync = (path, token) => MadeAsync(path, "LAB-SATA", DiskBus.Sata, token),
            MakeMoreDisksAsync = async (folder, token) => [await MadeAsync(Path.Combine(folder, "keep.qcow2"), "LAB-KEEP", DiskBus.Virtio, token)],
        });
        VirtualDisk kept = scene.Pc.Disks[1];
        string before = await HashAsync(kept, cancellation);
        string file = scene.Pc.Disk.Path + ".prep";
        await File.WriteAllTextAsync(file, Desk, cancellation);

        JsonNode ordered = await scene.Server.AskAsync(cancellation, "prep", NetbootScene.MachineName, "--file", file, "--no-wait");
        string job = new JobAnswer(ordered).Id;
        await scene.Pc.SwitchOnAsync(cancellation);
        await scene.BecomesAsync(NetbootScene.MachineName);
        JobAnswer planned = await scene.Server.WaitForStateAsync(job, "WaitingForApproval", Limit, cancellation);
        await scene.Server.AskAsync(cancellation, "job", "approve", job, "--yes", "--plan", (string)planned.Document["planHash"]!);
        await scene.Server.WaitForStateAsync(job, "Succeeded", Limit, cancellation);
        await scene.Pc.CutPowerAsync();

        string raw = await RawAsync(scene.Pc.Disk, cancellation);
        JsonArray partitions = JsonNode.Parse(await Command.OutputAsync("sfdisk", ["--json", raw], cancellation))!["partitiontable"]!["partitions"]!.AsArray();
        Assert.Equal(["efi", "root", "swap", "data"], partitions.Select(p => (string)p!["name"]!));
        Assert.Equal([64L << 20, 1L << 30, 128L << 20], partitions.Take(3).Select(p => (long)p!["size"]! * SectorBytes));
        string[] found = new string[partitions.Count];
        for (int i = 0; i < found.Length; i++)
        {
            string offset = ((long)partitions[i]!["start"]! * SectorBytes).ToString(CultureInfo.InvariantCulture);
            found[i] = await Command.OutputAsync("blkid", ["-p", "-o", "export", "-O", offset, "-S", ((long)partitions[i]!["size"]! * SectorBytes).ToString(CultureInfo.InvariantCulture), raw], cancellation);
        }

        Assert.Contains("TYPE=vfat", found[0], StringComparison.Ordinal);
        Assert.Contains("TYPE=ext4", found[1], StringComparison.Ordinal);
        Assert.Contains("LABEL=ROOT", found[1], StringComparison.Ordinal);
        Assert.Contains("TYPE=swap", found[2], StringComparison.Ordinal);
        Assert.Contains("TYPE=xfs", found[3], StringComparison.Ordinal);
        Assert.Equal(before, await HashAsync(kept, cancellation));
    }

    /// <summary>A disk with some random bytes at its head, as if somebody's data lay there.</summary>
    private static async Task<VirtualDisk> MadeAsync(string path, string serial, DiskBus bus, CancellationToken cancellation)
    {
        string raw = path + ".raw";
        await using (FileStream disk = new(raw, FileMode.Create))
        {
            disk.Write(RandomNumberGenerator.GetBytes(1 << 20));
            disk.SetLength(Size);
        }

        await Command.OutputAsync("qemu-img", ["convert", "-q", "-f", "raw", "-O", "qcow2", raw, path], cancellation);
        File.Delete(raw);
        return new VirtualDisk(path, serial, bus);
    }

    private static async Task<string> RawAsync(VirtualDisk disk, CancellationToken cancellation)
    {
        string raw = disk.Path + ".seen";
        await Command.OutputAsync("qemu-img", ["convert", "-q", "-f", "qcow2", "-O", "raw", disk.Path, raw], cancellation);
        return raw;
    }

    private static async Task<string> HashAsync(VirtualDisk disk, CancellationToken cancellation)
    {
        await using FileStream raw = File.OpenRead(await RawAsync(disk, cancellation));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(raw, cancellation));
    }
}
