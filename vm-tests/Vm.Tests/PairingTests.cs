using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Product;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>An unknown PC with unknown-machines = pair becomes a machine by the code on its screen, and then takes the place of another one.</summary>
public sealed class PairingTests
{
    private const string NewPc = "new-pc";

    [Fact]
    public async Task Boot_UnknownPc_IsPairedByItsCodeAndPlannedFor()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting("pairing", "UEFI, iPXE by TFTP -> HTTP, unknown PC", Firmware.Uefi, LanRouter.NamesItself)
        {
            IsKnown = false,
            MoreNetboot = "unknown-machines = pair",
        });
        await scene.Pc.SwitchOnAsync(cancellation);

        string shown = (await scene.WaitForWordAsync("Pairing code: ")).Split(' ')[2].TrimEnd('.');
        JsonNode waiting = Assert.Single((await scene.Server.AskAsync(cancellation, "machine", "waiting")).AsArray())!;
        Assert.Equal(shown, (string?)waiting["code"]);
        Assert.Equal([NetbootScene.PcMac], waiting["macAddresses"]!.AsArray().Select(mac => (string?)mac));

        await scene.Server.AskAsync(cancellation, "machine", "pair", shown, NewPc);
        await scene.BecomesAsync(NewPc);

        JsonNode ordered = await scene.Server.AskAsync(cancellation, "rebuild", NetbootScene.MachineName, "--onto", NewPc, "--no-wait");
        JobAnswer job = await scene.Server.WaitForStateAsync(new JobAnswer(ordered).Id, "WaitingForApproval", TimeSpan.FromMinutes(1), cancellation);

        Assert.Empty(job.Refusals);
        JsonNode target = Assert.Single(job.Document["plan"]!["targets"]!.AsArray())!;
        Assert.Equal((NetbootSetting.BlankSerial, NetbootSetting.BlankBytes), ((string?)target["serial"], (long)target["sizeBytes"]!));
        await scene.Pc.CutPowerAsync();
        Assert.True(await scene.Pc.Disk.IsBlankAsync(cancellation));
    }
}
