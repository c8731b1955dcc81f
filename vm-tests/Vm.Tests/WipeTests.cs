using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
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
            MakeDiskAsync = (path, token) => WrittenDisk.FullAsync(path, "LAB-SATA", DiskBus.Sata, Size, token),
            MakeMoreDisksAsync = async (folder, token) =>
            [
                await WrittenDisk.FullAsync(Path.Combine(folder, "nvme.qcow2"), "LAB-NVME", DiskBus.Nvme, Size, token),
                await WrittenDisk.FullAsync(Path.Combine(folder, "keep.qcow2"), "LAB-KEEP", DiskBus.Virtio, Size, token),
            ],
        });
        VirtualDisk sata = scene.Pc.Disk;
        VirtualDisk nvme = scene.Pc.Disks[1];
        VirtualDisk kept = scene.Pc.Disks[2];
        string before = await WrittenDisk.HashAsync(kept, cancellation);

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
        Assert.Equal(-1, await WrittenDisk.FirstByteLeftAsync(sata, cancellation));
        Assert.Equal(-1, await WrittenDisk.FirstByteLeftAsync(nvme, cancellation));
        Assert.Equal(before, await WrittenDisk.HashAsync(kept, cancellation));
    }
}
