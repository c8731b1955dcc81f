using System.Threading.Tasks;
using Monitas.Lab.BaseDisks;
using Monitas.Lab.Machines;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

[Collection(LongestFirst.Comeback + "btrfs")]
[Trait("Size", "Long")]
public sealed class BtrfsPcComesBackTests : DeadPcComesBackTests
{
    /// <summary>A root on subvolumes onto a disk that is smaller than the old one, and on another bus.</summary>
    [Fact]
    public Task Run_OntoASmallerDiskThatFits_ComesBackWithItsSubvolumes() => ComesBackAsync(
        new ComebackSetting("btrfs", SourceLayout.Btrfs, [new BlankDisk("smaller", DiskBus.Sata, 4L << 30)]), atLeastBytes: 300_000_000);
}
