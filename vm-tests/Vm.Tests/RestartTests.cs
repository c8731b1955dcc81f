using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.BaseDisks;
using Monitas.Lab.Listings;
using Monitas.Lab.Machines;
using Monitas.Lab.Product;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>A Debian that runs is taken into the boot image by the sysadmin's order alone: nobody touches the PC. Its firmware has the network first, as on any PC of the lab.</summary>
public sealed class RestartTests
{
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan RebuildLimit = TimeSpan.FromMinutes(30);

    /// <summary>To the end: rebuilt in place, and back with its own login prompt and the files of its archive.</summary>
    [Fact]
    [Trait("Size", "Long")]
    public async Task Rebuild_BiosPcThatRuns_GoesByKexecAndComesBack()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using TestOutput output = new();
        await using Stage stage = await MakeAsync("restart-rebuild", Firmware.Bios, output, cancellation);
        await stage.BackUpAsync(cancellation);
        const string later = "/root/made-after-the-backup";
        await stage.Pc.Guest.ShellAsync(ArrivalLimit, $"touch {later} && sync", cancellation);
        DateTimeOffset before = stage.Clock.GetUtcNow();
        long position = stage.Pc.Serial.Position;

        JobAnswer ordered = new(await stage.Server.AskAsync(cancellation, "rebuild", Stage.MachineName, "--restart", "--yes", "--no-wait"));
        stage.Progress.Say("monitas-server rebuild " + Stage.MachineName + " --restart --yes");
        JobAnswer ended = await stage.Server.WaitForStateAsync(ordered.Id, "Succeeded", RebuildLimit, cancellation);
        await stage.Pc.WaitForSerialAsync(Stage.LoginPrompt(), position, ArrivalLimit, cancellation);

        stage.Progress.Say($"{ended.Message} ({ended.Figures})");
        Assert.Contains(ended.Events, e => e.Stage == "restarting" && e.Text.Contains("by kexec", StringComparison.Ordinal));
        Assert.DoesNotContain(stage.Traffic.Since(before), file => file.Name.Contains("initrd", StringComparison.Ordinal));
        await stage.Pc.Guest.WaitUntilReadyAsync(ArrivalLimit, cancellation);
        await stage.Pc.Guest.ShellAsync(ArrivalLimit, $"[ ! -e {later} ]", cancellation);
        JsonNode compared = await stage.Server.AskAsync(RebuildLimit, cancellation, "compare", Stage.MachineName);
        Assert.Empty(CompareFindings.Wrong(compared, AllowedDifferences.OfTheLab()));
    }

    [Fact]
    [Trait("Size", "Long")]
    public async Task Restart_SecureBootPc_GoesByKexecUnderLockdown()
    {
        (JobAnswer job, int fetched) = await ArriveAsync("restart-sb-kexec", Firmware.UefiSecureBoot, "--restart=kexec");
        Assert.Contains(job.Events, e => e.Stage == "restarting" && e.Text.Contains("by kexec", StringComparison.Ordinal));
        Assert.Equal(0, fetched);
    }

    [Fact]
    [Trait("Size", "Long")]
    public async Task Restart_UefiPc_GoesByBootNext()
    {
        (JobAnswer job, int fetched) = await ArriveAsync("restart-bootnext", Firmware.Uefi, "--restart=firmware");
        Assert.Contains(job.Events, e => e.Stage == "restarting" && e.Text.Contains("by its firmware", StringComparison.Ordinal));
        Assert.NotEqual(0, fetched);
    }

    /// <summary>Up to the boot image's hello; then the PC's power is cut.</summary>
    /// <returns>The job, and how often the PC has fetched the initramfs as a start from the network does.</returns>
    private static async Task<(JobAnswer Job, int Fetched)> ArriveAsync(string name, Firmware firmware, string option)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using TestOutput output = new();
        await using Stage stage = await MakeAsync(name, firmware, output, cancellation);
        DateTimeOffset before = stage.Clock.GetUtcNow();
        JobAnswer ordered = new(await stage.Server.AskAsync(cancellation, "wipe", Stage.MachineName, option, "--yes", "--no-wait"));
        await stage.Server.WaitUntilConnectedAsync(Stage.MachineName, "BootImage", ArrivalLimit, cancellation);
        JobAnswer job = await stage.ShowJobAsync(ordered.Id, cancellation);
        await stage.Pc.CutPowerAsync();
        return (job, stage.Traffic.Since(before).Count(file => file.Name.Contains("initrd", StringComparison.Ordinal) || file.Name.EndsWith(".img", StringComparison.Ordinal)));
    }

    private static async Task<Stage> MakeAsync(string name, Firmware firmware, TestOutput output, CancellationToken cancellation)
    {
        Stage stage = await Stage.MakeAsync(SourceLayout.Plain(firmware), Built.Folder(name), Built.Product.MustExist(), TimeProvider.System, new ProgressLine(output, TimeProvider.System, name), cancellation);
        try
        {
            await stage.InstallAgentAsync(cancellation);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }
}
