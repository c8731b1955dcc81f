using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Xunit;

namespace Monitas.Vm.Tests;

public sealed class DeadBiosPcTests : DeadPcComesBackTests
{
    [Fact]
    public Task Rebuild_SmallDiskThenPowerCut_ComesBackWithEveryFileAsItWas() => ComesBackWithEveryFileAsItWas(Firmware.Bios);
}
