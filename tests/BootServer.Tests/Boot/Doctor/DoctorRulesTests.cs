using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Api;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Boot.Doctor.Wire;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Boot.Doctor;

public sealed class DoctorRulesTests
{
    private static readonly PortNeed Tftp = new("udp", 69, "TFTP");
    private static readonly DoctorInterface Card = new("eth0", true, true, "10.0.0.1", 1500);
    private static readonly DhcpRival Router = new("eth0", Address("10.0.0.254"), new MacAddress(1), true, null, "", "", Steps.Start, Steps.Start, 3);
    private static readonly DoctorFacts Healthy = new() { Mode = DhcpMode.Proxy, Interfaces = [Card], Ports = [new DoctorPort(Tftp, "monitas-server (process 7)", true)], Rivals = [Router] };

    /// <summary>Facts, and the codes of the problems that they mean.</summary>
    private static readonly (string Codes, DoctorFacts Facts)[] Cases =
    [
        ("", Healthy),
        ("interface-missing", Healthy with { Interfaces = [new DoctorInterface("eth7", false, false, "", 0)] }),
        ("interface-down", Healthy with { Interfaces = [Card with { IsUp = false }] }),
        ("interface-without-address", Healthy with { Interfaces = [Card with { Address = "" }] }),
        ("port-taken", Healthy with { Ports = [new DoctorPort(Tftp, "atftpd (process 9)", false)] }),
        ("port-closed", Healthy with { Ports = [new DoctorPort(Tftp, null, false)] }),
        ("firewall", Healthy with { Blocked = [new DoctorBlock(Tftp, "rule 4 of chain inet filter input drops it", "nft")] }),
        ("port-closed", Healthy with { Ports = [new DoctorPort(new PortNeed("udp", 4011, "PXE boot server"), null, false)] }),
        ("server", Healthy with { Problems = ["The boot image is missing."] }),
        ("rival-boot-server", Healthy with { Rivals = [Router with { BootFile = "pxelinux.0" }] }),
        ("rival-boot-server", Healthy with { Rivals = [Router, Router with { Server = Address("10.0.0.9"), GivesAddresses = false, VendorClass = "PXEClient" }] }),
        ("rival-dhcp-server", Healthy with { Mode = DhcpMode.Full }),
        ("no-dhcp-server", Healthy with { Rivals = [], Offers = [] }),
        ("addresses-used-up", Healthy with { Shortages = [new SeenShortage("eth0", new AddressShortage(AddressShortageKind.SubnetFull, "All in use."), Steps.Start)] }),
        ("reserved-address-in-use", Healthy with { Shortages = [new SeenShortage("eth0", new AddressShortage(AddressShortageKind.ReservedInUse, "Somebody."), Steps.Start)] }),
        ("", Healthy with { Offers = [("eth0", Offer("10.0.0.254"))] }),
        ("rival-boot-server", Healthy with { Offers = [("eth0", Offer("10.0.0.254") with { BootFile = "x" })] }),
        ("option-60", Healthy with { Offers = [("eth0", Offer("10.0.0.254") with { HasVendorClass = true })] }),
        ("loader-refused", Healthy with { Newest = [Story("D7 4 R T:snponly.efi")] }),
        ("tftp-blocked", Healthy with { Newest = [Story("D7 4 R"), Story("D7 4 R B")] }),
        ("wrong-architecture", Healthy with { Newest = [Story("d11")] }),
        ("relay-without-us", Healthy with { Newest = [Story("T:lpxelinux.0")] }),
        ("mtu", Healthy with { Newest = [Story("D7 4 R M:snponly.efi")] }),
        ("", Healthy with { Newest = [Story("D7 4 R T:localdisk.efi L")] }),
    ];

    [Fact]
    public void Examine_ASettingThatDoesNothing_IsANoteWithItsMend()
    {
        Finding note = Assert.Single(DoctorRules.Examine(Healthy with { UnusedSettings = ["server.conf:5: [netboot] dns is for mode full and does nothing in mode proxy."] }));
        Assert.Equal(("setting-unused", false, "server.conf:5: [netboot] dns is for mode full and does nothing in mode proxy."), (note.Code, note.IsProblem, note.Text));
        Assert.NotEmpty(note.Mend);
    }

    [Fact]
    public void Examine_EachFault_IsNamed()
    {
        foreach ((string codes, DoctorFacts facts) in Cases)
        {
            IReadOnlyList<Finding> findings = DoctorRules.Examine(facts);
            Assert.Equal(codes, string.Join(' ', findings.Where(f => f.IsProblem).Select(f => f.Code)));
            Assert.All(findings.Where(f => f.IsProblem && f.Code != "server"), f => Assert.NotEmpty(f.Mend));
            Assert.Equal(findings.OrderByDescending(f => f.IsProblem), findings);
        }
    }

    [Theory]
    [InlineData(true, "they can start over the network; because")]
    [InlineData(false, "GRUB would not find its files, so they are not sent there; because")]
    public void Examine_ServedInterface_TellsWhatThePolicyDoesWithSecureBootPcs(bool leadsHere, string words)
    {
        DoctorFacts served = Healthy with { Interfaces = [Card with { Route = new GrubRoute(leadsHere, NeedsAddress: false, "because") }] };
        Assert.Contains(words, Assert.Single(DoctorRules.Examine(served), f => f.Code == "secure-boot").Text, StringComparison.Ordinal);
        Assert.DoesNotContain(DoctorRules.Examine(Healthy), f => f.Code == "secure-boot");
    }

    [Fact]
    public void Examine_BlockedPort_NamesTheToolThatOpensIt()
    {
        DoctorFacts blocked = Healthy with { Blocked = [new DoctorBlock(Tftp, "rule 1 of chain filter INPUT (iptables-legacy) drops it", "iptables-legacy")] };
        Assert.StartsWith("iptables-legacy -I INPUT -p udp --dport 69 -j ACCEPT", Assert.Single(DoctorRules.Examine(blocked), f => f.IsProblem).Mend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExamineAsync_OnThisComputer_FindsAMissingInterfaceAndClosedPorts()
    {
        using ServiceProvider nothing = new ServiceCollection().BuildServiceProvider();
        ServerSettings settings = new() { Netboot = new NetbootSettings { TftpPort = 1, HttpPort = 2 }, HttpsPort = 3 };
        BootDoctor doctor = new(settings, new EmptyReport(), nothing, TimeProvider.System);
        DoctorReport report = await doctor.ExamineAsync("nosuch0", probe: true, TestContext.Current.CancellationToken);
        Assert.Contains(report.Findings, f => f is { Code: "interface-missing", IsProblem: true });
        Assert.Contains(report.Findings, f => f.Code is "port-closed" or "port-taken" && f.Text.Contains("TCP port 3 (agents)", StringComparison.Ordinal));
        Assert.Contains("ports", report.Looked);
        DoctorReport off = await new BootDoctor(settings with { NetbootMode = NetbootMode.Off }, new EmptyReport(), nothing, TimeProvider.System)
            .ExamineAsync("", probe: false, TestContext.Current.CancellationToken);
        Assert.Equal("off", Assert.Single(off.Findings).Code);
    }

    private static BootStory Story(string steps)
    {
        IReadOnlyList<BootStep> all = Steps.Of(steps);
        return BootStoryTeller.Tell(all, "pc1", new BootSurroundings(all[^1].Time.AddMinutes(10)))[0];
    }

    private static LanDhcpOffer Offer(string server) => new(Address(server), new MacAddress(1), Address("10.0.0.50"), Ipv4Address.Any, "", false);

    private static Ipv4Address Address(string text) => Ipv4Address.TryParse(text, out Ipv4Address address) ? address : throw new ArgumentException(text, nameof(text));

    private sealed class EmptyReport : IBootReport
    {
        public BootStatus Status() => new("proxy", "", "", "", []);

        public IReadOnlyList<BootStory> Log(string who, int max) => [];
    }
}
