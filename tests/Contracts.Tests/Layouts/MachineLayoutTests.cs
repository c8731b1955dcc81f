using System.Linq;
using System.Text.Json;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Contracts.Tests.Layouts;

public sealed class MachineLayoutTests
{
    [Fact]
    public void Json_LayoutWithEverything_IsAsStored()
    {
        MachineLayout read = Golden.CheckBothWays(FullLayout.Make(), ContractsJson.Default.MachineLayout, "Layouts/TestData/full-2.json");

        Assert.Equal(JsonSerializer.Serialize(FullLayout.Make(), ContractsJson.Default.MachineLayout), JsonSerializer.Serialize(read, ContractsJson.Default.MachineLayout));
    }

    /// <summary>Written by the server before there were containers in layouts.</summary>
    [Fact]
    public void Json_OfVersion1_IsReadWithoutContainers()
    {
        MachineLayout read = Golden.Load(ContractsJson.Default.MachineLayout, "Layouts/TestData/plain-1.json");

        Assert.Equal(1, read.Version);
        Assert.Equal("/", read.FileSystems.Single(f => f.Device == "disk0.2").MountPoint);
        Assert.All(read.FileSystems, f => Assert.Null(f.Btrfs));
        Assert.Empty(read.Arrays);
        Assert.Empty(read.Encryptions);
        Assert.Empty(read.VolumeGroups);
        Assert.Empty(read.NetworkInterfaces);
        Assert.Empty(read.Unsupported);
    }

    [Theory]
    [InlineData("disk0", "disk0", true, false)]
    [InlineData("disk12.3", "disk12", true, false)]
    [InlineData("md0", "md0", false, false)]
    [InlineData("luks0", "luks0", false, false)]
    [InlineData("vg0/root", "vg0/root", false, true)]
    [InlineData("disk0.my/root.1", "disk0.my/root.1", false, true)]
    public void DeviceNames_OfEachKind_AreToldApart(string name, string disk, bool onDisk, bool volume)
    {
        Assert.Equal(disk, LayoutDeviceNames.DiskOf(name));
        Assert.Equal(onDisk, LayoutDeviceNames.IsOnDisk(name));
        Assert.Equal(volume, LayoutDeviceNames.IsVolume(name));
    }
}
