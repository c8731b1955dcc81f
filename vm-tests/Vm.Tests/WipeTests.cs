using System;
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

/// <summary>Disks of a virtual PC are erased by order of the server, and only those that the approved plan names.</summary>
public sealed class WipeTests
{
    private const long Size = 96L << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Wipe_SataAndNvme_AreErasedAndCertifiedAndTheDiskBesideThemIsNotTouched()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting("wipe", "BIOS, iPXE by TFTP -> HTTP, wipe", Firmware.Bios, LanRouter.None)
        {
            MakeDiskAsync = (path, token) => WrittenAsync(path, "LAB-SATA", DiskBus.Sata, token),
            MakeMoreDisksAsync = async (folder, token) =>
            [
                await WrittenAsync(Path.Combine(folder, "nvme.qcow2"), "LAB-NVME", DiskBus.Nvme, token),
                await WrittenAsync(Path.Combine(folder, "keep.qcow2"), "LAB-KEEP", DiskBus.Virtio, token),
            ],
        });
        VirtualDisk sata = scene.Pc.Disk;
        VirtualDisk nvme = scene.Pc.Settings.MoreDisks[0];
        VirtualDisk kept = scene.Pc.Settings.MoreDisks[1];
        string before = await HashAsync(kept, cancellation);

        JsonNode ordered = await scene.Server.AskAsync(cancellation, "wipe", NetbootScene.MachineName, "--disk", "serial=LAB-SATA", "--disk", "serial=LAB-NVME", "--no-wait");
        string job = new JobAnswer(ordered).Id;
        await scene.Pc.SwitchOnAsync(cancellation);
        await scene.BecomesAsync(NetbootScene.MachineName);
        JobAnswer planned = await scene.Server.WaitForStateAsync(job, "WaitingForApproval", Limit, cancellation);
        await scene.Server.AskAsync(cancellation, "job", "approve", job, "--yes", "--plan", (string)planned.Document["planHash"]!);
        await scene.Server.WaitForStateAsync(job, "Succeeded", Limit, cancellation);

        JsonArray certificates = (await scene.Server.AskAsync(cancellation, "wipe", "certificates")).AsArray();
        string[] ways = [.. certificates.Select(c => $"{(string)c!["diskText"]!}: {(string)c["way"]!}").Order(StringComparer.Ordinal)];
        Assert.Equal(2, ways.Length);
        Assert.Contains(ways, w => w.Contains("LAB-NVME", StringComparison.Ordinal) && w.Contains("NVMe Format (user data erase), a Clear", StringComparison.Ordinal));
        Assert.Contains(ways, w => w.Contains("LAB-SATA", StringComparison.Ordinal) && w.Contains("overwriting with zeros, a Clear", StringComparison.Ordinal));
        await scene.Pc.CutPowerAsync();
        Assert.Equal(-1, await FirstByteLeftAsync(sata, cancellation));
        Assert.Equal(-1, await FirstByteLeftAsync(nvme, cancellation));
        Assert.Equal(before, await HashAsync(kept, cancellation));
    }

    /// <summary>A disk with random bytes everywhere.</summary>
    private static async Task<VirtualDisk> WrittenAsync(string path, string serial, DiskBus bus, CancellationToken cancellation)
    {
        string raw = path + ".raw";
        await File.WriteAllBytesAsync(raw, RandomNumberGenerator.GetBytes((int)Size), cancellation);
        await Command.OutputAsync("qemu-img", ["convert", "-q", "-f", "raw", "-O", "qcow2", raw, path], cancellation);
        File.Delete(raw);
        return new VirtualDisk(path, serial, bus);
    }

    /// <summary>SHA-256 of what the PC sees on the disk.</summary>
    private static async Task<string> HashAsync(VirtualDisk disk, CancellationToken cancellation) =>
        Convert.ToHexStringLower(SHA256.HashData(await SeenAsync(disk, cancellation)));

    /// <summary>The place of the first byte that is not zero; -1 when there is none.</summary>
    private static async Task<int> FirstByteLeftAsync(VirtualDisk disk, CancellationToken cancellation) =>
        (await SeenAsync(disk, cancellation)).AsSpan().IndexOfAnyExcept((byte)0);

    /// <summary>Every byte that the PC sees on the disk, zeros that are stored as well as those that are not.</summary>
    private static async Task<byte[]> SeenAsync(VirtualDisk disk, CancellationToken cancellation)
    {
        string raw = disk.Path + ".seen";
        await Command.OutputAsync("qemu-img", ["convert", "-q", "-f", "qcow2", "-O", "raw", disk.Path, raw], cancellation);
        byte[] seen = await File.ReadAllBytesAsync(raw, cancellation);
        File.Delete(raw);
        return seen;
    }
}
