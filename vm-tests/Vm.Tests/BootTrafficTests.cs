using System;
using Monitas.Lab.Network;
using Xunit;

namespace Monitas.Vm.Tests;

public sealed class BootTrafficTests
{
    [Theory]
    [InlineData("00:25:27.610710 IP 10.77.0.100.36624 > 10.77.0.1.80: Flags [P.], seq 1:182, ack 3, win 512, length 181: HTTP: GET /boot/vmlinuz HTTP/1.1", "HTTP", "/boot/vmlinuz")]
    [InlineData("00:25:27.610710 IP 10.77.0.100.2070 > 10.77.0.1.69: TFTP, length 47, RRQ \"lpxelinux.0\" octet tsize 0 blksize 1456", "TFTP", "lpxelinux.0")]
    public void OnLine_RequestInTcpdumpsWords_IsNoted(string line, string protocol, string name)
    {
        BootTraffic traffic = new(TimeProvider.System);

        traffic.OnLine("tcpdump: listening on lan0, link-type EN10MB (Ethernet), snapshot length 400 bytes");
        traffic.OnLine(line);

        FetchedFile file = Assert.Single(traffic.Since(DateTimeOffset.UnixEpoch));
        Assert.Equal((protocol, name), (file.Protocol, file.Name));
    }
}
