using System;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>The main job on each kind of firmware, with what goes wrong on the way.</summary>
[Collection(AloneCollection.Name)]
public sealed class DeadPcComesBackTests
{
    [Fact]
    public Task Bios_DiskTooSmallThenPowerLost_ComesBackWithEveryFileAsItWas() => ComesBackAsync(Firmware.Bios);

    [Fact]
    public Task Uefi_ServerIsKilledInTheMiddle_ComesBackWithEveryFileAsItWas() => ComesBackAsync(Firmware.Uefi);

    private static async Task ComesBackAsync(Firmware firmware)
    {
        await using TestOutput output = new();
        DeadPcComesBack scenario = new(firmware, Built.Product, Built.Folder("comeback"), TimeProvider.System, output, withTrouble: true);

        ComebackResult result = await scenario.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", result.Error);
        Assert.Empty(result.Differences);
        Assert.True(result.Ok);
        Assert.True(result.Bytes > 500_000_000, $"only {result.Bytes} bytes of files were brought back");
    }
}
