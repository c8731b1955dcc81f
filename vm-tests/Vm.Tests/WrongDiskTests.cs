using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Processes;
using Monitas.Lab.Product;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>Rows of the table in which a disk must not be touched: each byte of it is the same afterwards.</summary>
public sealed class WrongDiskTests
{
    private const long MiB = 1L << 20;
    private const string Machine = NetbootScene.MachineName;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    /// <summary>What is ordered of a PC with four disks, and what must stand in the refusal.</summary>
    private static readonly (string[] Choice, string[] Words)[] Refused =
    [
        ([], ["could go onto 2 disks", "LAB-ONE", "LAB-TWO", "removable"]),
        (["--disk", "serial=LAB-GONE"], ["has no disk with serial number", "LAB-GONE", "LAB-ONE"]),
        (["--disk", "serial=LAB-STICK"], ["cannot be a target: it is removable"]),
        (["--disk", "serial=LAB-TINY"], ["needs a disk of", "MiB", "too small", "256"]),
    ];

    [Fact]
    public async Task Rebuild_NoDiskOrAWrongOneIsNamed_IsRefusedAndNothingIsWritten_ThenPortsAreSwappedAndTheNamedDiskIsTaken()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting("wrong-disk", "UEFI, iPXE by TFTP -> HTTP, four disks", Firmware.Uefi, LanRouter.None)
        {
            KnownSecureBoot = false,
            MakeDiskAsync = (path, token) => WrittenDisk.MarkedAsync(path, "LAB-ONE", DiskBus.Virtio, 1024 * MiB, token),
            MakeMoreDisksAsync = async (folder, token) =>
            [
                await WrittenDisk.MarkedAsync(Path.Combine(folder, "two.qcow2"), "LAB-TWO", DiskBus.Virtio, 1024 * MiB, token),
                await WrittenDisk.MarkedAsync(Path.Combine(folder, "tiny.qcow2"), "LAB-TINY", DiskBus.Sata, 256 * MiB, token),
                await WrittenDisk.MarkedAsync(Path.Combine(folder, "stick.qcow2"), "LAB-STICK", DiskBus.Usb, 2048 * MiB, token),
            ],
        });
        IReadOnlyList<VirtualDisk> disks = scene.Pc.Disks;
        IReadOnlyList<string> before = await HashesAsync(disks, cancellation);

        string job = new JobAnswer(await scene.Server.AskAsync(cancellation, "rebuild", Machine, "--disk", "serial=LAB-TWO", "--no-wait")).Id;
        await scene.Pc.SwitchOnAsync(cancellation);
        await scene.BecomesAsync(Machine);
        foreach ((string[] choice, string[] words) in Refused)
        {
            CommandResult plan = await scene.Server.RunAsync(Limit, cancellation, ["rebuild", Machine, "--plan-only", .. choice]);
            Assert.Equal(4, plan.ExitCode);
            string refusals = string.Join(" ", JsonNode.Parse(plan.Output)!["plan"]!["refusals"]!.AsArray().Select(line => (string)line!));
            Assert.All(words, word => Assert.Contains(word, refusals, StringComparison.Ordinal));
        }

        JobAnswer planned = await scene.Server.WaitForStateAsync(job, "WaitingForApproval", Limit, cancellation);
        await scene.Pc.CutPowerAsync();
        Assert.Equal(before, await HashesAsync(disks, cancellation));

        // The kernel calls the named disk vdb now and vda after it: names of the kernel must not matter.
        scene.Pc.ChangeDisks(disks[1], disks[0], disks[2], disks[3]);
        await scene.Server.AskAsync(cancellation, "job", "approve", job, "--yes", "--plan", (string)planned.Document["planHash"]!);
        await scene.Pc.SwitchOnAsync(cancellation);
        await IsPreparedAsync(scene, job, cancellation);
        await scene.Pc.CutPowerAsync();
        IReadOnlyList<string> after = await HashesAsync(disks, cancellation);
        Assert.NotEqual(before[1], after[1]);
        Assert.Equal([before[0], before[2], before[3]], [after[0], after[2], after[3]]);
    }

    [Fact]
    public async Task Wipe_TheDiskIsAnotherOneThanWasApproved_IsNotErased()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting("wipe-changed", "BIOS, iPXE by TFTP -> HTTP, wipe", Firmware.Bios, LanRouter.None)
        {
            MakeDiskAsync = (path, token) => WrittenDisk.MarkedAsync(path, "LAB-APPROVED", DiskBus.Sata, 64 * MiB, token),
        });
        VirtualDisk approved = scene.Pc.Disk;
        VirtualDisk other = await WrittenDisk.MarkedAsync(Path.Combine(Built.Folder("wipe-changed"), "other.qcow2"), "LAB-OTHER", DiskBus.Sata, 64 * MiB, cancellation);
        IReadOnlyList<string> before = await HashesAsync([approved, other], cancellation);

        string job = new JobAnswer(await scene.Server.AskAsync(cancellation, "wipe", Machine, "--no-wait")).Id;
        await scene.Pc.SwitchOnAsync(cancellation);
        await scene.BecomesAsync(Machine);
        JobAnswer planned = await scene.Server.WaitForStateAsync(job, "WaitingForApproval", Limit, cancellation);
        await scene.Pc.CutPowerAsync();
        scene.Pc.ChangeDisks(other);
        await scene.Server.AskAsync(cancellation, "job", "approve", job, "--yes", "--plan", (string)planned.Document["planHash"]!);
        await scene.Pc.SwitchOnAsync(cancellation);
        await scene.BecomesAsync(Machine);
        JobAnswer stopped = await WaitAsync(scene, job, answer => answer.IsOver || answer.State == "WaitingForApproval", cancellation);
        Assert.False(stopped.HasSucceeded, stopped.Message);
        await scene.Pc.CutPowerAsync();
        Assert.Equal(before, await HashesAsync([approved, other], cancellation));
        Assert.Empty((await scene.Server.AskAsync(cancellation, "wipe", "certificates")).AsArray());
    }

    /// <summary>Waits until the disks are partitioned: the archive's volume is nowhere, so the job comes no further than its restore.</summary>
    private static Task<JobAnswer> IsPreparedAsync(NetbootScene scene, string job, CancellationToken cancellation) =>
        WaitAsync(scene, job, answer => answer.LastTimeOf("restore") is not null || answer.IsOver, cancellation);

    private static async Task<JobAnswer> WaitAsync(NetbootScene scene, string job, Predicate<JobAnswer> wanted, CancellationToken cancellation)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(Limit);
        while (true)
        {
            JobAnswer answer = new(await scene.Server.AskAsync(timed.Token, "job", "show", job));
            if (wanted(answer))
            {
                return answer;
            }

            await Task.Delay(1000, timed.Token);
        }
    }

    private static async Task<IReadOnlyList<string>> HashesAsync(IReadOnlyList<VirtualDisk> disks, CancellationToken cancellation)
    {
        List<string> hashes = [];
        foreach (VirtualDisk disk in disks)
        {
            hashes.Add(await WrittenDisk.HashAsync(disk, cancellation));
        }

        return hashes;
    }
}
