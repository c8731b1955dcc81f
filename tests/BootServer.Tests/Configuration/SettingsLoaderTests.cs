using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Dhcp;
using Xunit;

namespace Monitas.BootServer.Tests.Configuration;

public sealed class SettingsLoaderTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("monitas-settings-").FullName, "server.conf");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public void Load_AllKeys_AreRead()
    {
        ServerSettings settings = Load("""
            # the server
            [server]
            state-directory = /srv/monitas
            https-port=9443
            addresses = 10.0.0.1, 10.0.1.1
            name = backup.example.org
            socket = /run/m.sock
            ; the LAN
            [netboot]
            interface = eth1
            address = 10.0.0.1
            mode = full
            range-start = 10.0.0.100
            range-end = 10.0.0.200
            router = 10.0.0.254
            dns = 10.0.0.2 10.0.0.3
            lease-time = 30m
            http-port = 8088
            boot-image = /srv/image
            loaders = /srv/loaders
            serial-console = none
            """);
        Assert.Equal(("/srv/monitas", "/srv/monitas/store", 9443, "backup.example.org", "/run/m.sock"), (settings.StateDirectory, settings.Store, settings.HttpsPort, settings.Name, settings.Socket));
        Assert.Equal(["10.0.0.1", "10.0.1.1"], settings.Addresses.Select(a => a.ToString()));
        Assert.Equal("/srv/monitas/catalog.db", settings.CatalogFile);
        Assert.Equal((DhcpMode.Full, "10.0.0.100", "10.0.0.200", "10.0.0.254"), (settings.Netboot.Mode, $"{settings.Netboot.RangeFirst}", $"{settings.Netboot.RangeLast}", $"{settings.Netboot.Router}"));
        Assert.Equal((TimeSpan.FromMinutes(30), 8088, "/srv/image", "/srv/loaders", ""), (settings.Netboot.LeaseTime, settings.Netboot.HttpPort, settings.Netboot.BootImageDirectory, settings.Netboot.LoaderDirectory, settings.Netboot.SerialConsole));
        Assert.Equal(["eth1"], settings.Netboot.Interfaces);
        Assert.Equal("/srv/monitas/leases.json", settings.Netboot.LeaseFile);
    }

    [Fact]
    public void Load_NoFile_HasDefaults()
    {
        ServerSettings settings = SettingsLoader.Load(null, [], new Hashtable());
        Assert.Equal(("/var/lib/monitas", 8443, DhcpMode.Proxy, "/run/monitas/monitas.sock"), (settings.StateDirectory, settings.HttpsPort, settings.Netboot.Mode, settings.Socket));
    }

    [Fact]
    public void Load_EnvironmentAndOption_WinOverTheFile()
    {
        var environment = new Hashtable { ["MONITAS_SERVER__HTTPS_PORT"] = "2222", ["MONITAS_NETBOOT__MODE"] = "off", ["MONITAS_UNRELATED"] = "x" };
        ServerSettings settings = Load("[server]\nhttps-port = 1111\n", environment, "server:https-port=3333");
        Assert.Equal((3333, NetbootMode.Off, DhcpMode.Off), (settings.HttpsPort, settings.NetbootMode, settings.Netboot.Mode));
    }

    [Fact]
    public void Load_ManyErrors_TellsAllWithTheirLines()
    {
        SettingsException e = Assert.Throws<SettingsException>(() => Load("""
            [server]
            https-prot = 8443
            https-port = 99999
            store = store
            addresses = 10.0.0.1, fe80::1
            [netboot]
            mode = both
            lease-time = 5
            range-start = 10.0.0.9
            range-end = 10.0.0.1
            """, new Hashtable { ["MONITAS_NETBOOT__MOOD"] = "x" }, "nonsense"));
        Assert.Equal(
            [
                "--set nonsense: write section:key=value, such as --set server:https-port=8444.",
                $"{_file}:7: [netboot] mode is 'both', but must be one of proxy, full, external, off.",
                $"{_file}:4: [server] store is 'store', but must be an absolute path such as /var/lib/monitas/store.",
                $"{_file}:3: [server] https-port is '99999', but must be a TCP port from 1 to 65535.",
                $"{_file}:5: [server] addresses is '10.0.0.1, fe80::1', but must be IPv4 addresses, separated by commas.",
                $"{_file}:8: [netboot] lease-time is '5', but must be a time such as 30m, 12h or 7d.",
                $"{_file}:10: range-end 10.0.0.1 lies before range-start 10.0.0.9.",
                $"{_file}:2: there is no setting [server] https-prot; did you mean [server] https-port?",
                "environment MONITAS_NETBOOT__MOOD: there is no setting [netboot] mood; did you mean [netboot] mode?",
            ],
            e.Errors);
    }

    [Fact]
    public void Load_BrokenLines_AreNamed()
    {
        SettingsException e = Assert.Throws<SettingsException>(() => Load("store = /x\n[server]\nwhat is this\nname = a\nNAME = b\n"));
        Assert.Equal(
            [
                $"{_file}:1: 'store' stands before any [section].",
                $"{_file}:3: 'what is this' is neither a [section] nor key=value.",
                $"{_file}:5: 'NAME' is set a second time.",
            ],
            e.Errors);
    }

    [Theory]
    [InlineData("[netboot]\nmode=full\n", "mode full hands out addresses")]
    [InlineData("[netboot]\naddress=10.0.0.1\n", "an address needs exactly one interface")]
    [InlineData("[server]\nhttps-port=80\n", "are both 80")]
    [InlineData("[server]\nname=my server\n", "is no DNS name")]
    [InlineData("[netboot]\nlease-time=1m\n", "must be a time")]
    [InlineData("[netboot]\nlease-time=99999999999d\n", "must be a time")]
    [InlineData("[completely]\ndifferent=1\n", "there is no setting [completely] different.")]
    public void Load_OneFault_SaysIt(string text, string words)
    {
        SettingsException e = Assert.Throws<SettingsException>(() => Load(text));
        Assert.Contains(words, Assert.Single(e.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NamedFileMissing_SaysSo()
    {
        SettingsException e = Assert.Throws<SettingsException>(() => SettingsLoader.Load(_file, [], new Hashtable()));
        Assert.StartsWith($"{_file}: cannot be read", Assert.Single(e.Errors), StringComparison.Ordinal);
    }

    private ServerSettings Load(string text, IDictionary? environment = null, params IReadOnlyList<string> overrides)
    {
        File.WriteAllText(_file, text);
        return SettingsLoader.Load(_file, overrides, environment ?? new Hashtable());
    }
}
