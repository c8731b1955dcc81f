using System;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

public sealed class DeadPcComesBackTests
{
    [Theory]
    [InlineData(Firmware.Bios)]
    [InlineData(Firmware.Uefi)]
    public async Task Run_RealDebianLosesItsDisk_ComesBackWithEveryFileAsItWas(Firmware firmware)
    {
        await using TestOutput output = new();
        DeadPcComesBack scenario = new(firmware, Built.Product, Built.Folder("comeback"), TimeProvider.System, output);

        ComebackResult result = await scenario.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", result.Error);
        Assert.Empty(result.Differences);
        Assert.True(result.Ok);
        Assert.True(result.Bytes > 500_000_000, $"only {result.Bytes} bytes of files were brought back");
    }
}
