using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Xunit;

namespace Monitas.Vm.Tests;

[Collection(LongestFirst.Comeback + "BIOS")]
public sealed class BiosPcComesBackTests : DeadPcComesBackTests
{
    [Fact]
    public Task Run_DiskTooSmallThenPowerLost_ComesBackWithEveryFileAsItWas() => ComesBackAsync(Firmware.Bios);
}
