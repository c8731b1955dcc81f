using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Restart;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Agent.Tests.Restart;

/// <summary>What is done to a machine, in which order, to take it into the boot image.</summary>
public sealed class BootImageEntryTests
{
    private static readonly string[] Loaded =
        ["fetch vmlinuz", "fetch initrd.img", $"load /run/vmlinuz /run/initrd.img [quiet monitas.secret=s monitas.mac={FakeRestartSteps.Card}]", "remove files"];

    private readonly FakeRestartSteps _steps = new();
    private readonly Lines _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RestartWay.Auto)]
    [InlineData(RestartWay.Kexec)]
    public async Task Prepare_KernelTakesIt_IsLoadedAndGoesOnlyWhenTold(RestartWay way)
    {
        BootImageEntry entry = new(isAllowed: true, _steps);
        JobResult ready = await entry.PrepareAsync(Order(way), _log, Cancel);
        Assert.Equal("It restarts into the boot image by kexec.", ready.Message);
        Assert.Equal(Loaded, _steps.Done);

        await entry.AnsweredAsync(go: true, Cancel);
        Assert.Equal([.. Loaded, "restart into the kernel"], _steps.Done);
        entry.Forget();
        Assert.Equal([.. Loaded, "restart into the kernel"], _steps.Done);
    }

    [Fact]
    public async Task Answered_NotToGo_TakesItBack()
    {
        BootImageEntry entry = new(isAllowed: true, _steps);
        await entry.PrepareAsync(Order(RestartWay.Kexec), _log, Cancel);
        await entry.AnsweredAsync(go: false, Cancel);
        Assert.Equal([.. Loaded, "unload"], _steps.Done);

        _steps.Done.Clear();
        await entry.PrepareAsync(Order(RestartWay.Firmware), _log, Cancel);
        await entry.AnsweredAsync(go: false, Cancel);
        Assert.Equal(["next 0002", "next none"], _steps.Done);
    }

    [Fact]
    public async Task Forget_BeforeTheWord_UnloadsTheKernel()
    {
        BootImageEntry entry = new(isAllowed: true, _steps);
        await entry.PrepareAsync(Order(RestartWay.Kexec), _log, Cancel);
        entry.Forget();
        Assert.False(_steps.IsKernelLoaded);
    }

    [Fact]
    public async Task Answered_RestartDoesNotBegin_TakesItBackAndSaysSo()
    {
        _steps.RestartFails = true;
        BootImageEntry entry = new(isAllowed: true, _steps);
        await entry.PrepareAsync(Order(RestartWay.Kexec), _log, Cancel);
        await Assert.ThrowsAsync<IOException>(() => entry.AnsweredAsync(go: true, Cancel));
        Assert.Equal([.. Loaded, "restart into the kernel", "unload"], _steps.Done);
    }

    [Fact]
    public async Task Prepare_Firmware_SetsTheEntryOfTheCardAndReadsItBack()
    {
        BootImageEntry entry = new(isAllowed: true, _steps);
        JobResult ready = await entry.PrepareAsync(Order(RestartWay.Firmware), _log, Cancel);
        Assert.Equal("It restarts into the boot image by its firmware.", ready.Message);
        await entry.AnsweredAsync(go: true, Cancel);
        Assert.Equal(["next 0002", "restart by the firmware"], _steps.Done);
        Assert.Contains("The firmware starts its entry Boot0002 next, once: PXE by the card 52:54:00:4d:54:02.", _log.Said);
    }

    [Fact]
    public async Task Prepare_KernelRefuses_FallsBackToTheFirmwareAndSaysWhy()
    {
        _steps.KernelRefusal = "this machine's kernel is locked down";
        BootImageEntry entry = new(isAllowed: true, _steps);
        await entry.PrepareAsync(Order(RestartWay.Auto), _log, Cancel);
        Assert.Equal([.. Loaded, "next 0002"], _steps.Done);
        Assert.Contains("kexec is not possible: this machine's kernel is locked down. Tries the firmware.", _log.Said);
    }

    [Fact]
    public async Task Prepare_TooLittleMemory_FetchesNothing()
    {
        _steps.AvailableMemoryBytes = 100 << 20;
        BootImageEntry entry = new(isAllowed: true, _steps);
        RestartRefusedException refused = await Assert.ThrowsAsync<RestartRefusedException>(() => entry.PrepareAsync(Order(RestartWay.Kexec), _log, Cancel));
        Assert.Equal("kexec is not possible: 214 MiB of memory are needed for that, and 100 MiB can be had.", refused.Message);
        Assert.Empty(_steps.Done);
    }

    [Fact]
    public async Task Prepare_BiosWithoutKexec_IsRefusedInWords()
    {
        (_steps.Firmware, _steps.KernelRefusal) = (FirmwareKind.Bios, "it will not");
        BootImageEntry entry = new(isAllowed: true, _steps);
        RestartRefusedException refused = await Assert.ThrowsAsync<RestartRefusedException>(() => entry.PrepareAsync(Order(RestartWay.Auto), _log, Cancel));
        Assert.StartsWith("kexec is not possible: it will not. Nor is a start by the firmware: this machine has started by BIOS", refused.Message, StringComparison.Ordinal);
        await entry.AnsweredAsync(go: true, Cancel);
        Assert.Equal(Loaded, _steps.Done);
    }

    [Fact]
    public async Task Prepare_NoEntryOrForgottenEntry_IsRefused()
    {
        _steps.FirmwareForgets = true;
        BootImageEntry entry = new(isAllowed: true, _steps);
        RestartRefusedException forgot = await Assert.ThrowsAsync<RestartRefusedException>(() => entry.PrepareAsync(Order(RestartWay.Firmware), _log, Cancel));
        Assert.Contains("has not kept the entry for its next start (Boot0002)", forgot.Message, StringComparison.Ordinal);
        Assert.Equal(["next 0002", "next none"], _steps.Done);

        _steps.Entries = "BootOrder: 0005\n";
        RestartRefusedException none = await Assert.ThrowsAsync<RestartRefusedException>(() => entry.PrepareAsync(Order(RestartWay.Firmware), _log, Cancel));
        Assert.Contains($"no boot entry that starts from the network by one of this machine's cards ({FakeRestartSteps.Card})", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_KernelLies_IsRefused()
    {
        _steps.KernelLies = true;
        BootImageEntry entry = new(isAllowed: true, _steps);
        RestartRefusedException refused = await Assert.ThrowsAsync<RestartRefusedException>(() => entry.PrepareAsync(Order(RestartWay.Kexec), _log, Cancel));
        Assert.Contains("/sys/kernel/kexec_loaded", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_FileDoesNotCome_FailsWithoutTryingTheFirmware()
    {
        _steps.FetchFails = true;
        BootImageEntry entry = new(isAllowed: true, _steps);
        await Assert.ThrowsAsync<IOException>(() => entry.PrepareAsync(Order(RestartWay.Auto), _log, Cancel));
        Assert.Equal(["fetch vmlinuz", "remove files"], _steps.Done);
    }

    [Fact]
    public async Task Prepare_NotAllowed_DoesNothing()
    {
        BootImageEntry entry = new(isAllowed: false, _steps);
        RestartRefusedException refused = await Assert.ThrowsAsync<RestartRefusedException>(() => entry.PrepareAsync(Order(RestartWay.Auto), _log, Cancel));
        Assert.Contains("allow-restart = no", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_steps.Done);
    }

    private static EnterBootImageOrder Order(RestartWay way) => new()
    {
        Way = way,
        Kernel = new BootImageFile("vmlinuz", 8 << 20, new string('a', 64)),
        Initramfs = new BootImageFile("initrd.img", 42 << 20, new string('b', 64)),
        CommandLine = "quiet monitas.secret=s",
    };

    private sealed class Lines : IJobProgress
    {
        public List<string> Said { get; } = [];

        public void Report(JobStep step)
        {
        }

        public void Log(string line) => Said.Add(line);

        public void Warn(string line) => Said.Add(line);
    }
}
