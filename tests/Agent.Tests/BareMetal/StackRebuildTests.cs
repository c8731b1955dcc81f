using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Agent.Disks;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

/// <summary>
/// Real rebuilds with RAID, LUKS and LVM. They need a kernel with MD and device-mapper, which the machine of a build may lack, and so run when
/// they are asked for:
/// <code>dotnet Monitas.Agent.Tests.dll -explicit only -trait Kernel=Debian</code> (vm-tests/debian-kernel)
/// </summary>
[Trait("Kernel", "Debian")]
public sealed class StackRebuildTests : IDisposable
{
    private const long Size = 600L << 20;
    private const string Passphrase = "correct horse battery staple";
    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-stack-").FullName;
    private readonly RecordedProgress _progress = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Root => _directory + "/target";

    public void Dispose()
    {
        TargetMounts.Abandon(Root);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact(Explicit = true)]
    public async Task RunAsync_MirrorLuksAndLvm_ComesUpAgainFromEachLegAlone()
    {
        await using LoopDisk first = await LoopDisk.CreateAsync(_directory, "A", Size);
        await using LoopDisk second = await LoopDisk.CreateAsync(_directory, "B", Size);

        JobResult result = await RunAsync(RestoreAsync, first, second);

        Assert.Collection(
            result.Warnings,
            w => Assert.StartsWith("The LUKS device cryptroot has a new passphrase", w),
            w => Assert.StartsWith("The LUKS device vault has a new passphrase", w),
            w => Assert.Equal("The archive has no /etc/no.key, which /etc/crypttab opens cryptroot with: the new system asks for the passphrase.", w));
        Assert.Empty(Stack());
        Assert.DoesNotContain(_progress.Lines, l => l.Contains(Passphrase, StringComparison.Ordinal));
        await ComesUpAsync(first.Facts.Path + "p2", second.Facts.Path + "p2");
        await ComesUpAsync(first.Facts.Path + "p2");
        await ComesUpAsync(second.Facts.Path + "p2");
    }

    [Fact(Explicit = true)]
    public async Task RunAsync_AgainAfterAFailureAndOverWhatIsAssembled_StartsOver()
    {
        await using LoopDisk first = await LoopDisk.CreateAsync(_directory, "A", Size);
        await using LoopDisk second = await LoopDisk.CreateAsync(_directory, "B", Size);

        RebuildException e = await Assert.ThrowsAsync<RebuildException>(() => RunAsync((_, _) => throw new IOException("the power went out."), first, second));
        Assert.True(e.DisksTouched);
        Assert.Empty(Stack());
        await ExternalTool.RunAsync("mdadm", ["--assemble", "--run", "/dev/md7", first.Facts.Path + "p2", second.Facts.Path + "p2"], Cancel);
        await ExternalTool.RunAsync("cryptsetup", CryptsetupCommand.Open("/dev/md7", "leftover"), Cancel, TimeSpan.FromMinutes(10), Passphrase);
        await ExternalTool.RunAsync("lvm", ["vgchange", "--activate", "y", "vgtest"], Cancel);
        Assert.NotEmpty(Stack());
        // udev would take the names away with the volumes; here it does not run, and LVM made them itself.
        Directory.Delete("/dev/vgtest", recursive: true);
        await RunAsync(RestoreAsync, first, second);

        await ComesUpAsync(first.Facts.Path + "p2", second.Facts.Path + "p2");
    }

    [Fact(Explicit = true)]
    public async Task RunAsync_GroupOfTheSameNameOnAnotherDisk_LeavesEveryByteAlone()
    {
        await using LoopDisk first = await LoopDisk.CreateAsync(_directory, "A", Size);
        await using LoopDisk second = await LoopDisk.CreateAsync(_directory, "B", Size);
        await using LoopDisk other = await LoopDisk.CreateAsync(_directory, "C", Size);
        await ExternalTool.RunAsync("lvm", ["vgcreate", "--yes", "vgtest", other.Facts.Path], Cancel);
        string[] before = [await first.HashAsync(), await second.HashAsync(), await other.HashAsync()];

        RebuildException e = await Assert.ThrowsAsync<RebuildException>(() => RunAsync(RestoreAsync, first, second));

        Assert.False(e.DisksTouched);
        Assert.Contains("a volume group that is also called vgtest", e.Message, StringComparison.Ordinal);
        string[] after = [await first.HashAsync(), await second.HashAsync(), await other.HashAsync()];
        Assert.Equal(before, after);
    }

    private async Task<JobResult> RunAsync(Func<string, CancellationToken, Task<JobResult>> restore, LoopDisk first, LoopDisk second)
    {
        RebuildPlan plan = StackPlan.Make(Size);
        RebuildKeys keys = new() { Keys = [.. new[] { StackPlan.LuksUuid, StackPlan.InnerLuksUuid }.Select(u => new RebuildKey { Uuid = u, Passphrase = Passphrase })] };
        RebuildRunner runner = new(new FixedInventory(first.Facts, second.Facts), TimeProvider.System, Root);
        return await runner.RunAsync(plan, plan.Hash(), new RebuildSource(restore, _ => Task.FromResult(keys)), _progress, Cancel);
    }

    private static async Task<JobResult> RestoreAsync(string root, CancellationToken ct)
    {
        await SmallSystem.WriteAsync(root, ct);
        Directory.CreateDirectory(root + "/etc");
        await File.WriteAllBytesAsync(root + "/etc/vault.key", Key(), ct);
        await File.WriteAllTextAsync(root + "/home/file", "in the thin volume", ct);
        await File.WriteAllTextAsync(root + "/vault/file", "twice encrypted", ct);
        await File.WriteAllTextAsync(root + "/srv/file", "striped", ct);
        return new JobResult { Outcome = JobOutcome.Succeeded, Message = "" };
    }

    private static byte[] Key() => Encoding.ASCII.GetBytes("not of the key, 0123456789abcdef0123456789abcdef and what follows it");

    /// <summary>Does what the new system's initramfs does, reads the files, and takes all down again.</summary>
    private async Task ComesUpAsync(params string[] members)
    {
        string look = Directory.CreateDirectory(_directory + "/look").FullName;
        await ExternalTool.RunAsync("mdadm", ["--assemble", "--run", "/dev/md7", "--uuid=" + StackPlan.ArrayUuid, .. members], Cancel);
        try
        {
            await ExternalTool.RunAsync("cryptsetup", CryptsetupCommand.Open("/dev/md7", "cryptroot"), Cancel, TimeSpan.FromMinutes(10), Passphrase);
            await ExternalTool.RunAsync("lvm", ["vgchange", "--activate", "y"], Cancel);
            await ExternalTool.RunAsync("mount", ["/dev/vgtest/root", look], Cancel);
            await ExternalTool.RunAsync("cryptsetup", ["open", "--key-file", look + "/etc/vault.key", "--keyfile-offset", "16", "--keyfile-size", "32", "/dev/vgtest/vault", "vault"], Cancel, TimeSpan.FromMinutes(10));
            foreach ((string node, string directory) in new[] { ("/dev/vgtest/home", "/home"), ("/dev/mapper/vault", "/vault"), ("/dev/mapper/vgtwo--two-fast--one", "/srv") })
            {
                await ExternalTool.RunAsync("mount", ["-o", "ro", node, look + directory], Cancel);
            }

            Assert.Equal(StackPlan.RootUuid, (await BlockDeviceReader.ProbeAsync("/dev/vgtest/root", Cancel))["UUID"]);
            Assert.Equal(
                ["# restored\n", "in the thin volume", "twice encrypted", "striped"],
                new[] { "/boot/grub/grub.cfg", "/home/file", "/vault/file", "/srv/file" }.Select(f => File.ReadAllText(look + f)));
        }
        finally
        {
            TargetMounts.UnmountAll(look);
            await ExternalTool.TryRunAsync("cryptsetup", ["close", "vault"], Cancel);
            await ExternalTool.TryRunAsync("lvm", ["vgchange", "--activate", "n"], Cancel);
            await ExternalTool.TryRunAsync("cryptsetup", ["close", "cryptroot"], Cancel);
            await ExternalTool.RunAsync("mdadm", ["--stop", "/dev/md7"], Cancel);
        }

        Assert.Empty(Stack());
    }

    /// <summary>The arrays and mappings that are active.</summary>
    private static IEnumerable<string> Stack() => Directory.GetFileSystemEntries("/sys/class/block").Select(Path.GetFileName).Where(n => n!.StartsWith("dm-", StringComparison.Ordinal) || IsActiveArray(n))!;

    private static bool IsActiveArray(string name) => name.StartsWith("md", StringComparison.Ordinal) && SysFs.Text($"/sys/class/block/{name}/md/array_state") is not ("" or "clear" or "inactive");
}
