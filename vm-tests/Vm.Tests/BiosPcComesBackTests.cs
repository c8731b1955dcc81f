using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

[Collection(LongestFirst.Comeback + "BIOS")]
public sealed class BiosPcComesBackTests : DeadPcComesBackTests
{
    [Fact]
    public Task Run_DiskTooSmallThenPowerLost_ComesBackWithEveryFileAsItWas() => ComesBackAsync(ComebackSetting.Plain(Firmware.Bios) with { WithTrouble = true });
}
