using System;
using System.Net;
using Monitas.BootServer.Boot;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class NetbootInterfacesTests
{
    [Fact]
    public void Find_NamedInterface_ReadsItsAddress()
    {
        NetbootInterface found = Assert.Single(NetbootInterfaces.Find(new NetbootSettings { Interfaces = ["lo"], HttpPort = 80 }));
        Assert.Equal(("127.0.0.1", 8, "255.0.0.0"), (found.Address.ToString(), found.PrefixLength, found.Mask.ToString()));
        Assert.Equal("http://127.0.0.1", found.HttpBase);
    }

    [Fact]
    public void Find_UnknownInterface_ListsThoseThatThereAre()
    {
        NetbootException e = Assert.Throws<NetbootException>(() => NetbootInterfaces.Find(new NetbootSettings { Interfaces = ["nosuch0"] }));
        Assert.StartsWith("There is no network interface nosuch0. There are: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_AddressThatTheInterfaceLacks_SaysSo()
    {
        NetbootSettings settings = new() { Interfaces = ["lo"], ServerAddress = IPAddress.Parse("192.0.2.1") };
        NetbootException e = Assert.Throws<NetbootException>(() => NetbootInterfaces.Find(settings));
        Assert.Contains("lo has no IPv4 address 192.0.2.1", e.Message, StringComparison.Ordinal);
    }
}
