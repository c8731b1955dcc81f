using System;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>The main job on each kind of firmware, and with what goes wrong on the way.</summary>
public sealed class DeadPcComesBackTests
{
    [Fact]
    public Task Bios_ComesBackWithEveryFileAsItWas() => ComesBackAsync(Firmware.Bios, withTrouble: false);

    [Fact]
    public Task Uefi_ServerIsKilledInTheMiddle_ComesBackWithEveryFileAsItWas() => ComesBackAsync(Firmware.Uefi, withTrouble: true);

    [Fact]
    [Trait("Size", "Long")]
    public Task Bios_DiskTooSmallThenPowerLost_ComesBackWithEveryFileAsItWas() => ComesBackAsync(Firmware.Bios, withTrouble: true);

    private static async Task ComesBackAsync(Firmware firmware, bool withTrouble)
    {
        await using TestOutput output = new();
        string folder = Built.Folder(withTrouble ? "comeback-with-trouble" : "comeback");
        DeadPcComesBack scenario = new(firmware, Built.Product, folder, TimeProvider.System, output, withTrouble);

        ComebackResult result = await scenario.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", result.Error);
        Assert.Empty(result.Differences);
        Assert.True(result.Ok);
        Assert.True(result.Bytes > 500_000_000, $"only {result.Bytes} bytes of files were brought back");
    }
}
