using System;
using System.IO;
using System.Linq;
using System.Net;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Restart;
using Monitas.Agent.Restart.Wire;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Agent.Tests.Restart;

public sealed class RestartTextTests
{
    /// <summary>A laptop: default route by Wi-Fi and, cheaper, by cable; a VPN; a network that is refused.</summary>
    private const string Routes =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
        + "wlan0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
        + "br0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
        + "wg0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n"
        + "eth1\t00004D0A\t00000000\t0001\t0\t0\t50\t0000FFFF\t0\t0\t0\n"
        + "lo\t0000FEA9\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
        + "down0\t00644D0A\t00000000\t0000\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";

    [Theory]
    [InlineData("192.0.2.9", "br0")]
    [InlineData("10.1.2.3", "wg0")]
    [InlineData("10.77.0.1", "eth1")]
    [InlineData("10.77.100.1", "eth1")]
    [InlineData("::ffff:10.77.0.1", "eth1")]
    [InlineData("169.254.1.1", "br0")]
    [InlineData("fd00::1", "")]
    public void InterfaceTo_Address_IsThatOfTheBestRoute(string address, string expected) => Assert.Equal(expected, RouteTable.InterfaceTo(IPAddress.Parse(address), Routes));

    [Fact]
    public void InterfaceTo_EveryTruncation_NeverThrows() =>
        Assert.All(Enumerable.Range(0, Routes.Length), length => Assert.NotNull(RouteTable.InterfaceTo(IPAddress.Parse("10.77.0.1"), Routes[..length])));

    [Theory]
    [InlineData("", "")]
    [InlineData("      1 1000 anna seat0 tty2\n     c1  117 Debian-gdm seat0 tty1\n", "anna")]
    [InlineData("      4    0 root       pts/0\n      5 1001 bert       pts/1\n      7 1000 anna seat0 tty2 active no -\n      9 1000 anna       pts/3\n", "anna,bert,root")]
    [InlineData("garbage\n1 x y\n", "")]
    public void Users_Loginctl_ArePeopleOnce(string text, string expected) => Assert.Equal(expected, string.Join(',', LoginText.Users(text)));

    [Theory]
    [InlineData(220, 1000, "")]
    [InlineData(213, 1000, "214 MiB of memory are needed for that, and 213 MiB can be had")]
    [InlineData(220, 49, "50 MiB of room are needed for the boot image in /run, and 49 MiB are there")]
    public void Refusal_Memory_HasTheFigures(int availableMiB, int roomMiB, string expected) =>
        Assert.Equal(expected, MemoryNeed.Refusal(Order(8, 42), (long)availableMiB << 20, (long)roomMiB << 20));

    [Fact]
    public void Under_BridgeOnAVlanOnABond_IsTheWiredCardBelow()
    {
        using TemporaryNet net = new();
        net.Card("eth0", "52:54:00:00:00:01").Card("eth1", "52:54:00:00:00:02").Card("wlan0", "02:00:00:00:00:09", isWireless: true);
        net.Above("bond0", "eth1").Above("bond0.7", "bond0").Above("br0", "bond0.7").Above("br1", "wlan0");
        NetworkCards cards = new(net.Path);

        Assert.Equal(("52:54:00:00:00:02", "52:54:00:00:00:02,52:54:00:00:00:01,02:00:00:00:00:09"), Show(cards.Under("br0")));
        Assert.Equal("52:54:00:00:00:01", cards.Under("eth0").Address);
        Assert.Equal("", cards.Under("").Address);
        Assert.Equal("", cards.Under("nosuch").Address);
        Assert.Contains("over the air only (card wlan0)", Assert.Throws<RestartRefusedException>(() => cards.Under("br1")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(129, "locked down (Secure Boot)")]
    [InlineData(1, "kernel.kexec_load_disabled")]
    [InlineData(38, "CONFIG_KEXEC_FILE")]
    [InlineData(12, "Cannot allocate memory (error 12)")]
    public void Of_ErrorNumber_SaysWhy(int errno, string said) => Assert.Contains(said, KexecRefusal.Of(errno), StringComparison.Ordinal);

    [Fact]
    public void MemoryBytes_Available_IsItsLine() =>
        Assert.Equal(512L * 1024, MachineInventory.MemoryBytes("MemTotal: 2048 kB\nMemFree: 1 kB\nMemAvailable:  512 kB\n", "MemAvailable:"));

    private static (string, string) Show(CardChoice choice) => (choice.Address, string.Join(',', choice.All));

    private static EnterBootImageOrder Order(int kernelMiB, int initramfsMiB) => new()
    {
        Kernel = new BootImageFile("vmlinuz", (long)kernelMiB << 20, ""),
        Initramfs = new BootImageFile("initrd.img", (long)initramfsMiB << 20, ""),
        CommandLine = "",
    };

    /// <summary>What stands for /sys/class/net.</summary>
    private sealed class TemporaryNet : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("monitas-net-").FullName;

        public TemporaryNet Card(string name, string address, bool isWireless = false)
        {
            Directory.CreateDirectory($"{Path}/{name}/device");
            File.WriteAllText($"{Path}/{name}/type", "1\n");
            File.WriteAllText($"{Path}/{name}/address", address.ToUpperInvariant() + "\n");
            if (isWireless)
            {
                Directory.CreateDirectory($"{Path}/{name}/wireless");
            }
            return this;
        }

        public TemporaryNet Above(string name, string below)
        {
            Directory.CreateDirectory($"{Path}/{name}/lower_{below}");
            return this;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
