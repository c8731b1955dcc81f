using System;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Product;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>A PC with Windows' and Linux's partitions, and nobody's agent, is backed up from the network, loses its disk, and starts again from another one.</summary>
public sealed class ColdBackupTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task ColdBackup_DualBootPc_ComesBackOnALargerDiskAndStartsFromIt()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using NetbootScene scene = await NetbootScene.MakeAsync(
            new NetbootSetting("cold-backup", "BIOS, iPXE by TFTP -> HTTP, cold backup", Firmware.Bios, LanRouter.None) { MakeDiskAsync = DualBootDisk.MakeAsync });
        VirtualDisk old = scene.Pc.Disk;
        string bytes = await WrittenDisk.HashAsync(old, cancellation);
        string before = await DualBootDisk.JudgeAsync(old, cancellation);

        JsonNode backup = await scene.Server.AskAsync(cancellation, "backup", NetbootScene.MachineName, "--cold");
        await scene.Pc.SwitchOnAsync(cancellation);
        await scene.Server.WaitForStateAsync(new JobAnswer(backup).Id, "Succeeded", Limit, cancellation);
        await scene.WaitForWordAsync(NetbootScene.OwnDiskGreeting);
        await scene.Pc.CutPowerAsync();
        Assert.Equal(bytes, await WrittenDisk.HashAsync(old, cancellation));

        VirtualDisk fresh = await WrittenDisk.FullAsync(old.Path + ".new", "LAB-NEW", DiskBus.Sata, DualBootDisk.SizeBytes + (32 << 20), cancellation);
        scene.Pc.ChangeDisks(fresh);
        JsonNode rebuild = await scene.Server.AskAsync(cancellation, "rebuild", NetbootScene.MachineName, "--no-wait");
        string job = new JobAnswer(rebuild).Id;
        await scene.Pc.SwitchOnAsync(cancellation);
        JobAnswer planned = await scene.Server.WaitForStateAsync(job, "WaitingForApproval", Limit, cancellation);
        await scene.Server.AskAsync(cancellation, "job", "approve", job, "--yes", "--plan", (string)planned.Document["planHash"]!);
        await scene.Server.WaitForStateAsync(job, "Succeeded", Limit, cancellation);
        await scene.WaitForWordAsync(NetbootScene.OwnDiskGreeting);
        await scene.Pc.CutPowerAsync();

        Assert.Equal(before, await DualBootDisk.JudgeAsync(fresh, cancellation));
    }
}
