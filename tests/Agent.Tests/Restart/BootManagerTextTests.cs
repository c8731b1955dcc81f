using System.Linq;
using Monitas.Agent.Restart.Wire;
using Xunit;

namespace Monitas.Agent.Tests.Restart;

public sealed class BootManagerTextTests
{
    private const string Laptop =
        "BootNext: 001A\nBootCurrent: 0000\nTimeout: 2 seconds\nBootOrder: 0000,001A,001b\n"
        + "Boot0000* debian\tHD(1,GPT,d6a1,0x800,0x82000)/File(\\EFI\\debian\\shimx64.efi)..BO\n"
        + "Boot001A  Onboard NIC(IPV4)\tPciRoot(0x0)/Pci(0x1f,0x6)/MAC(F8B1560A0B0C0000000000000000000000000000000000000000000000000000,0x1)/IPv4(0.0.0.0,0,DHCP,0.0.0.0,0.0.0.0,0.0.0.0)\n"
        + "Boot001b* Dock HTTP\tPciRoot(0x0)/Pci(0x14,0x0)/USB(1,0)/MAC(00e04c680001,0)/IPv4(0.0.0.00.0.0.0,0,0)/Uri()\n";

    [Fact]
    public void NetworkEntries_Ovmf_AreThoseOfIpv4() => Assert.Equal(
        [new NetworkEntry("0002", "52:54:00:4d:54:02", true, false), new NetworkEntry("0004", "52:54:00:4d:54:02", true, true)],
        BootManagerText.NetworkEntries(BootManagerSamples.Ovmf));

    [Fact]
    public void NetworkEntries_LongAddressesInactiveAndUnderUsb_AreRead() => Assert.Equal(
        [new NetworkEntry("001A", "f8:b1:56:0a:0b:0c", false, false), new NetworkEntry("001B", "00:e0:4c:68:00:01", true, true)],
        BootManagerText.NetworkEntries(Laptop));

    [Theory]
    [InlineData(BootManagerSamples.Ovmf, "")]
    [InlineData(Laptop, "001A")]
    [InlineData("", "")]
    [InlineData("BootNext: none\n", "")]
    public void Next_Text_IsTheNumber(string text, string expected) => Assert.Equal(expected, BootManagerText.Next(text));

    [Theory]
    [InlineData("52:54:00:4D:54:02", "0002")]
    [InlineData("52:54:00:4d:54:03", null)]
    public void Choose_Card_PrefersPxe(string card, string? expected) =>
        Assert.Equal(expected, BootManagerText.Choose(BootManagerText.NetworkEntries(BootManagerSamples.Ovmf), [card])?.Number);

    [Fact]
    public void Choose_SeveralCards_TakesTheFirstThatHasAnEntryAndAnActiveOneOfIt()
    {
        NetworkEntry[] entries = [new("0001", "aa", false, false), new("0002", "aa", true, true), new("0003", "bb", true, false)];
        Assert.Equal("0002", BootManagerText.Choose(entries, ["cc", "aa", "bb"])!.Number);
    }

    [Fact]
    public void NetworkEntries_EveryTruncation_NeverThrows()
    {
        foreach (int length in Enumerable.Range(0, Laptop.Length))
        {
            string cut = Laptop[..length];
            Assert.True(BootManagerText.NetworkEntries(cut).Count <= 2);
            Assert.True(BootManagerText.Next(cut).Length is 0 or 4, cut);
        }
    }
}
