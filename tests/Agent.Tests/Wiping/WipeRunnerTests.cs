using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.BareMetal;
using Monitas.Agent.Wiping;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;
using Xunit;

namespace Monitas.Agent.Tests.Wiping;

/// <summary>Wipes of loop devices. Needs root.</summary>
public sealed class WipeRunnerTests : IDisposable
{
    private const long Size = (24 << 20) + 512;
    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-wipe-").FullName;
    private readonly RecordedProgress _progress = new();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(WipeTechnique.OverwriteZero)]
    [InlineData(WipeTechnique.OverwriteRandom)]
    [InlineData(WipeTechnique.OverwriteThreePasses)]
    public async Task RunAsync_Overwrite_LeavesNothingOfTheOldContent(WipeTechnique technique)
    {
        await using LoopDisk disk = await WrittenDiskAsync("ABC");
        byte[] before = await File.ReadAllBytesAsync(disk.Facts.Path, TestContext.Current.CancellationToken);

        JobResult result = await RunAsync(Plan([disk], technique), [disk], new Liar());

        Assert.True(result.Outcome == JobOutcome.Succeeded, result.Message);
        WipeOutcome outcome = Assert.Single(result.Wipes!);
        Assert.Equal((true, technique), (outcome.Erased, outcome.Way!.Technique));
        Assert.True(outcome.Samples > 100);
        byte[] after = await File.ReadAllBytesAsync(disk.Facts.Path, TestContext.Current.CancellationToken);
        for (int at = 0; at < Size; at += 512)
        {
            Assert.False(after.AsSpan(at, 512).SequenceEqual(before.AsSpan(at, 512)), $"Sector {at / 512} is as it was.");
        }

        Assert.Equal(technique == WipeTechnique.OverwriteZero, !after.AsSpan().ContainsAnyExcept((byte)0));
    }

    [Fact]
    public async Task RunAsync_DeviceThatErases_Succeeds()
    {
        await using LoopDisk disk = await WrittenDiskAsync("ABC");

        JobResult result = await RunAsync(Plan([disk], WipeTechnique.NvmeSanitizeBlock), [disk], new Eraser(0, Size));

        Assert.True(result.Outcome == JobOutcome.Succeeded, result.Message);
        Assert.True(Assert.Single(result.Wipes!).Erased);
    }

    [Fact]
    public async Task RunAsync_DeviceThatLies_FailsInPlainWords()
    {
        await using LoopDisk disk = await WrittenDiskAsync("ABC");

        JobResult result = await RunAsync(Plan([disk], WipeTechnique.NvmeFormatErase, WipeTechnique.OverwriteZero), [disk], new Liar());

        Assert.Equal(JobOutcome.Failed, result.Outcome);
        WipeOutcome outcome = Assert.Single(result.Wipes!);
        Assert.Equal((false, null, 0), (outcome.Erased, outcome.Way, outcome.Samples));
        Assert.Contains("says that it is erased, and it is not", result.Message, StringComparison.Ordinal);
    }

    /// <summary>Most of it was erased, and a part that is a hundredth of the disk was not.</summary>
    [Fact]
    public async Task RunAsync_DeviceThatErasesAlmostAll_Fails()
    {
        await using LoopDisk disk = await WrittenDiskAsync("ABC");

        JobResult result = await RunAsync(Plan([disk], WipeTechnique.AtaSecureErase), [disk], new Eraser(0, Size - (Size / 100)));

        Assert.Equal(JobOutcome.Failed, result.Outcome);
    }

    [Fact]
    public async Task RunAsync_DeviceThatRefuses_IsOverwrittenAsThePlanSaysAndWarns()
    {
        await using LoopDisk disk = await WrittenDiskAsync("ABC");

        JobResult result = await RunAsync(Plan([disk], WipeTechnique.AtaSecureErase, WipeTechnique.OverwriteZero), [disk], new Refuser());

        Assert.True(result.Outcome == JobOutcome.Warnings, result.Message);
        WipeOutcome outcome = Assert.Single(result.Wipes!);
        Assert.Equal(WipeTechnique.OverwriteZero, outcome.Way!.Technique);
        Assert.Contains("frozen", Assert.Single(outcome.Refused), StringComparison.Ordinal);
        Assert.Contains("ATA Security Erase", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_DeviceThatRefusesAll_Fails()
    {
        await using LoopDisk disk = await WrittenDiskAsync("ABC");

        JobResult result = await RunAsync(Plan([disk], WipeTechnique.NvmeSanitizeBlock, WipeTechnique.NvmeSanitizeCrypto), [disk], new Refuser());

        Assert.Equal(JobOutcome.Failed, result.Outcome);
        Assert.Contains("refuses every way of the plan", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_OneOfTwoLies_TheOtherIsErasedAllTheSame()
    {
        await using LoopDisk liar = await WrittenDiskAsync("LIAR");
        await using LoopDisk honest = await WrittenDiskAsync("HONEST");
        WipePlan plan = Plan([liar, honest], WipeTechnique.NvmeFormatErase);
        plan = plan with { Disks = [plan.Disks[0], plan.Disks[1] with { Ways = [new WipeOffer(WipeTechnique.OverwriteZero, WipeLevel.Clear)] }] };

        JobResult result = await RunAsync(plan, [liar, honest], new Liar());

        Assert.Equal(JobOutcome.Failed, result.Outcome);
        Assert.Equal([false, true], result.Wipes!.Select(o => o.Erased));
        Assert.Contains("1 other disk was erased", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ABD", Size, "is not in this machine")]
    [InlineData("ABC", Size + 512, "is not in this machine")]
    public async Task RunAsync_OtherSerialOrSize_LeavesEveryByteAlone(string serial, long sizeBytes, string why)
    {
        await using LoopDisk disk = await WrittenDiskAsync("ABC");
        string before = await disk.HashAsync();
        WipePlan plan = Plan([disk], WipeTechnique.OverwriteZero);
        plan = plan with { Disks = [plan.Disks[0] with { Target = plan.Disks[0].Target with { Serial = serial, SizeBytes = sizeBytes } }] };

        RebuildException e = await Assert.ThrowsAsync<RebuildException>(() => RunAsync(plan, [disk], new Liar()));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.Equal(before, await disk.HashAsync());
    }

    [Fact]
    public async Task RunAsync_OtherPlanThanApproved_LeavesEveryByteAlone()
    {
        await using LoopDisk disk = await WrittenDiskAsync("ABC");
        string before = await disk.HashAsync();
        WipePlan plan = Plan([disk], WipeTechnique.OverwriteZero);

        WipeException e = await Assert.ThrowsAsync<WipeException>(() => new WipeRunner(new FixedInventory(disk.Facts), new Liar(), new Random(1), TimeProvider.System)
            .RunAsync(plan, (plan with { Method = WipeMethod.Purge }).Hash(), _progress, TestContext.Current.CancellationToken));

        Assert.Contains("not the one that was approved", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, await disk.HashAsync());
    }

    [Fact]
    public async Task RunAsync_RemovableDisk_IsRefused()
    {
        await using LoopDisk disk = await WrittenDiskAsync("ABC");
        string before = await disk.HashAsync();
        WipePlan plan = Plan([disk], WipeTechnique.OverwriteZero);

        await Assert.ThrowsAsync<RebuildException>(() => new WipeRunner(new FixedInventory(disk.Facts with { Removable = true }), new Liar(), new Random(1), TimeProvider.System)
            .RunAsync(plan, plan.Hash(), _progress, TestContext.Current.CancellationToken));

        Assert.Equal(before, await disk.HashAsync());
    }

    [Fact]
    public async Task RunAsync_Cancelled_KeepsWhatWasErasedBefore()
    {
        await using LoopDisk first = await WrittenDiskAsync("FIRST");
        await using LoopDisk second = await WrittenDiskAsync("SECOND");
        using CancellationTokenSource stop = new();
        WipePlan plan = Plan([first, second], WipeTechnique.OverwriteZero);
        plan = plan with { Disks = [plan.Disks[0], plan.Disks[1] with { Ways = [new WipeOffer(WipeTechnique.NvmeSanitizeBlock, WipeLevel.Purge)] }] };

        JobResult result = await RunAsync(plan, [first, second], new Stopper(stop), stop.Token);

        Assert.Equal(JobOutcome.Cancelled, result.Outcome);
        Assert.True(Assert.Single(result.Wipes!).Erased);
    }

    private async Task<LoopDisk> WrittenDiskAsync(string serial)
    {
        LoopDisk disk = await LoopDisk.CreateAsync(_directory, serial, Size);
        byte[] content = new byte[Size];
        new Random(serial.Length).NextBytes(content);
        await using FileStream stream = new(disk.Facts.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        await stream.WriteAsync(content, TestContext.Current.CancellationToken);
        stream.Flush(flushToDisk: true);
        return disk;
    }

    private static WipePlan Plan(IReadOnlyList<LoopDisk> disks, params WipeTechnique[] techniques) => new()
    {
        Machine = new MachineId(Guid.Parse("11111111-1111-7111-8111-111111111111")),
        MachineName = "lab",
        Method = WipeMethod.Auto,
        Disks = [.. disks.Select((d, i) => new WipeDisk
        {
            Target = new PlanTarget { Name = $"disk{i}", Serial = d.Facts.Serial, Wwn = "", SizeBytes = d.Facts.SizeBytes, LogicalSectorBytes = 512, Model = d.Facts.Model },
            Ways = [.. techniques.Select(t => new WipeOffer(t, WipeLevel.Clear))],
        })],
    };

    private Task<JobResult> RunAsync(WipePlan plan, IReadOnlyList<LoopDisk> disks, IDiskEraser eraser, CancellationToken? ct = null) =>
        new WipeRunner(new FixedInventory([.. disks.Select(d => d.Facts)]), eraser, new Random(1), TimeProvider.System).RunAsync(plan, plan.Hash(), _progress, ct ?? TestContext.Current.CancellationToken);

    /// <summary>A disk that is not locked.</summary>
    private abstract class FakeEraser : IDiskEraser
    {
        public Task UnlockAsync(DiskFacts disk, CancellationToken ct) => Task.CompletedTask;

        public abstract Task EraseAsync(DiskFacts disk, WipeTechnique technique, Action<double, string> report, CancellationToken ct);
    }

    /// <summary>A tool that ends with exit code 0 and has done nothing.</summary>
    private sealed class Liar : FakeEraser
    {
        public override Task EraseAsync(DiskFacts disk, WipeTechnique technique, Action<double, string> report, CancellationToken ct) => Task.CompletedTask;
    }

    private sealed class Refuser : FakeEraser
    {
        public override Task EraseAsync(DiskFacts disk, WipeTechnique technique, Action<double, string> report, CancellationToken ct) =>
            throw new EraseRefusedException("its security commands are frozen");
    }

    private sealed class Stopper(CancellationTokenSource stop) : FakeEraser
    {
        public override Task EraseAsync(DiskFacts disk, WipeTechnique technique, Action<double, string> report, CancellationToken ct)
        {
            stop.Cancel();
            return Task.FromCanceled(ct);
        }
    }

    /// <summary>A device that sets a range of itself to zeros.</summary>
    private sealed class Eraser(long from, long to) : FakeEraser
    {
        public override async Task EraseAsync(DiskFacts disk, WipeTechnique technique, Action<double, string> report, CancellationToken ct)
        {
            await using FileStream stream = new(disk.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            stream.Position = from;
            await stream.WriteAsync(new byte[to - from], ct);
            stream.Flush(flushToDisk: true);
        }
    }
}
