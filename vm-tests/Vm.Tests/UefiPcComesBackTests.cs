using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

[Collection(LongestFirst.Comeback + "UEFI")]
public sealed class UefiPcComesBackTests : DeadPcComesBackTests
{
    [Fact]
    public Task Run_ServerIsKilledInTheMiddle_ComesBackWithEveryFileAsItWas() => ComesBackAsync(ComebackSetting.Plain(Firmware.Uefi) with { WithTrouble = true });
}
