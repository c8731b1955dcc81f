using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Tests.Networks;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>dnsmasq as the LAN's server, asked and overheard.</summary>
public sealed class LanDhcpProbeTests : IDisposable
{
    private readonly VirtualLan _lan = new();
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _lan.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Ask_LanWithDnsmasq_TellsWhatItOffersAndTakesNothing()
    {
        using Process dnsmasq = Dnsmasq("--dhcp-range=10.98.0.50,10.98.0.99", "--dhcp-boot=other.efi,,10.98.0.7");
        try
        {
            LanDhcpOffer offer = (await AskUntilAnsweredAsync()).Single();

            Assert.Equal(("10.98.0.2", "10.98.0.7", "other.efi", false), (offer.Server.ToString(), offer.NextServer.ToString(), offer.BootFile, offer.IsPxeOnly));
            Assert.StartsWith("10.98.0.", offer.OfferedAddress.ToString(), StringComparison.Ordinal);
            Assert.False(System.IO.File.Exists(LeaseFile) && System.IO.File.ReadAllText(LeaseFile).Length > 0, "dnsmasq has a lease");
        }
        finally
        {
            dnsmasq.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Ask_LanWithAProxy_TellsThatItIsPxeOnly()
    {
        using Process dnsmasq = Dnsmasq("--dhcp-range=10.98.0.0,proxy,255.255.255.0", "--pxe-service=X86-64_EFI,Other,other.efi");
        try
        {
            LanDhcpOffer offer = (await AskUntilAnsweredAsync()).Single();
            Assert.Equal(("10.98.0.2", true, true), (offer.Server.ToString(), offer.IsPxeOnly, offer.HasVendorClass));
        }
        finally
        {
            dnsmasq.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Eavesdropper_OffersOfDnsmasq_AreARival()
    {
        DhcpRivals rivals = new(DhcpMode.Full, TimeProvider.System, NullLogger.Instance);
        using CancellationTokenSource stopping = new();
        using DhcpEavesdropper eavesdropper = DhcpEavesdropper.OfServers(_lan.Interface, rivals, NullLogger.Instance);
        using Process dnsmasq = Dnsmasq("--dhcp-range=10.98.0.50,10.98.0.99");
        try
        {
            VirtualLan.In(_lan.Server, () => { eavesdropper.Open(); return 0; });
            _ = eavesdropper.RunAsync(stopping.Token);
            await AskUntilAnsweredAsync();
            while (rivals.List().Count == 0)
            {
                await Task.Delay(50, Patience);
            }

            DhcpRival rival = Assert.Single(rivals.List());
            Assert.Equal(("br0", "10.98.0.2", true), (rival.Interface, rival.Server.ToString(), rival.GivesAddresses));
            Assert.NotNull(rival.Card);
        }
        finally
        {
            await stopping.CancelAsync();
            dnsmasq.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void MakeQuestion_Card_IsLocallyAdministeredAndNoGroup()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(2u, LanDhcpProbe.MakeQuestion().Chaddr.Value >> 40);
        }
    }

    private string LeaseFile => _directory.Combine("dnsmasq.leases");

    /// <summary>dnsmasq may not be ready for the first question.</summary>
    private async Task<IReadOnlyList<LanDhcpOffer>> AskUntilAnsweredAsync()
    {
        while (true)
        {
            // The socket is opened before the first await, so it stays inside.
            IReadOnlyList<LanDhcpOffer> offers = await VirtualLan.In(
                _lan.Server, () => LanDhcpProbe.AskAsync(_lan.Interface, TimeSpan.FromMilliseconds(500), TimeProvider.System, Patience));
            if (offers.Count > 0)
            {
                return offers;
            }
        }
    }

    private Process Dnsmasq(params string[] arguments) => VirtualLan.Start(
        _lan.Foreign, "dnsmasq",
        ["-d", "--conf-file=/dev/null", "--user=root", "--port=0", "--interface=eth0", "--bind-interfaces", "--no-ping", $"--dhcp-leasefile={LeaseFile}", .. arguments]);
}
