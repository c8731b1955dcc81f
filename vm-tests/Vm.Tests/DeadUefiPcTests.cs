using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Xunit;

namespace Monitas.Vm.Tests;

public sealed class DeadUefiPcTests : DeadPcComesBackTests
{
    [Fact]
    public Task Rebuild_ServerKilledInTheMiddle_ComesBackWithEveryFileAsItWas() => ComesBackWithEveryFileAsItWas(Firmware.Uefi);
}
