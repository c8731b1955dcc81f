using System;
using Monitas.Lab.Network;
using Xunit;

namespace Monitas.Vm.Tests;

public sealed class BootTrafficTests
{
    private static readonly DateTimeOffset Seen = DateTimeOffset.FromUnixTimeMilliseconds(1_764_190_000_500);

    [Theory]
    [InlineData("1764190000.500000 IP 10.77.0.100.36624 > 10.77.0.1.80: Flags [P.], seq 1:182, ack 3, win 512, length 181: HTTP: GET /boot/vmlinuz HTTP/1.1", "HTTP", "/boot/vmlinuz")]
    [InlineData("1764190000.500000 IP 10.77.0.100.2070 > 10.77.0.1.69: TFTP, length 47, RRQ \"lpxelinux.0\" octet tsize 0 blksize 1456", "TFTP", "lpxelinux.0")]
    public void OnLine_RequestInTcpdumpsWords_IsNoted(string line, string protocol, string name)
    {
        BootTraffic traffic = new();

        traffic.OnLine("tcpdump: listening on lan0, link-type EN10MB (Ethernet), snapshot length 400 bytes");
        traffic.OnLine(line);

        FetchedFile file = Assert.Single(traffic.Since(DateTimeOffset.UnixEpoch));
        Assert.Equal((Seen, protocol, name), (file.Time, file.Protocol, file.Name));
    }

    [Fact]
    public void OnLine_DhcpQuestions_AreNotedByCard()
    {
        BootTraffic traffic = new();

        traffic.OnLine("1764190000.500000 IP 0.0.0.0.68 > 255.255.255.255.67: BOOTP/DHCP, Request from 52:54:00:4d:54:03, length 347");
        traffic.OnLine("1764190001.500000 IP 0.0.0.0.68 > 255.255.255.255.67: BOOTP/DHCP, Request from 52:54:00:4d:54:04, length 347");

        Assert.Equal(Seen, Assert.Single(traffic.QuestionsOf("52:54:00:4d:54:03", DateTimeOffset.UnixEpoch)));
        Assert.Empty(traffic.QuestionsOf("52:54:00:4d:54:03", Seen.AddTicks(1)));
    }
}
