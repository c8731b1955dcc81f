using System.Threading.Tasks;
using Monitas.Lab.BaseDisks;
using Monitas.Lab.Machines;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

[Collection(LongestFirst.Comeback + "stack")]
[Trait("Size", "Long")]
public sealed class StackPcComesBackTests : DeadPcComesBackTests
{
    private const long GiB = 1L << 30;

    /// <summary>Mirrors, volumes, a thin pool and an encrypted volume onto larger disks of another kind; then each leg of the mirrors is pulled in turn.</summary>
    [Fact]
    public Task Run_OntoTwoLargerNvmeDisks_ComesBackAndStartsFromEachAlone() => ComesBackAsync(
        new ComebackSetting("stack", SourceLayout.Stack, [new BlankDisk("nvme1", DiskBus.Nvme, 7 * GiB), new BlankDisk("nvme2", DiskBus.Nvme, 8 * GiB)]) { EachDiskStarts = true },
        atLeastBytes: 300_000_000);
}
