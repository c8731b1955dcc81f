using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Monitas.BootServer.Alerts;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.StoreKeys;
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
            schedule = /srv/schedule
            [schedule]
            at-once = 3
            [rebuild]
            grow = /home
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
            tftp-block-size = 1024
            boot-image = /srv/image
            loaders = /srv/loaders
            serial-console = none
            """);
        Assert.Equal(("/srv/monitas", "/srv/monitas/store", 9443, "backup.example.org", "/run/m.sock"), (settings.StateDirectory, settings.Store, settings.HttpsPort, settings.Name, settings.Socket));
        Assert.Equal(["10.0.0.1", "10.0.1.1"], settings.Addresses.Select(a => a.ToString()));
        Assert.Equal("/srv/monitas/catalog.db", settings.CatalogFile);
        Assert.Equal("/home", settings.Rebuild.Grow);
        Assert.Equal(("/srv/schedule", 3), (settings.Schedule, settings.ScheduleAtOnce));
        Assert.Equal((DhcpMode.Full, "10.0.0.100", "10.0.0.200", "10.0.0.254"), (settings.Netboot.Mode, $"{settings.Netboot.RangeFirst}", $"{settings.Netboot.RangeLast}", $"{settings.Netboot.Router}"));
        Assert.Equal((TimeSpan.FromMinutes(30), 8088, "/srv/image", "/srv/loaders", ""), (settings.Netboot.LeaseTime, settings.Netboot.HttpPort, settings.Netboot.BootImageDirectory, settings.Netboot.LoaderDirectory, settings.Netboot.SerialConsole));
        Assert.Equal(["eth1"], settings.Netboot.Interfaces);
        Assert.Equal(1024, settings.Netboot.TftpBlockBytes);
        Assert.Equal("/srv/monitas/leases.json", settings.Netboot.LeaseFile);
    }

    [Fact]
    public void Load_ScheduleThatIsNotNamed_LiesBesideTheSettings() =>
        Assert.Equal((Path.Combine(Path.GetDirectoryName(_file)!, "schedule"), 8), (Load("[server]\n").Schedule, Load("[server]\n").ScheduleAtOnce));

    [Fact]
    public void Load_Alerts_AreRead()
    {
        AlertSettings alerts = Load("""
            [alerts]
            mail-to = admin@example.org, The Deputy <deputy@example.org>
            mail-from = monitas@example.org
            smtp = mail.example.org:587
            smtp-tls = starttls
            smtp-user = monitas
            smtp-password-file = /etc/monitas/smtp.password
            webhook = https://chat.example.org/hooks/1
            webhook-format = ntfy
            webhook-secret-file = /etc/monitas/webhook.secret
            overdue = 36h
            store-full = 80
            digest = 1h
            """).Alerts;
        Assert.Equal(["admin@example.org", "The Deputy <deputy@example.org>"], alerts.MailTo);
        Assert.Equal(("monitas@example.org", "mail.example.org", 587, SmtpTls.Starttls), (alerts.MailFrom, alerts.SmtpHost, alerts.SmtpPort, alerts.SmtpTls));
        Assert.Equal(("monitas", "/etc/monitas/smtp.password", "https://chat.example.org/hooks/1"), (alerts.SmtpUser, alerts.SmtpPasswordFile, $"{alerts.Webhook}"));
        Assert.Equal((WebhookFormat.Ntfy, "/etc/monitas/webhook.secret", TimeSpan.FromHours(36), 80, TimeSpan.FromHours(1)), (alerts.WebhookFormat, alerts.WebhookSecretFile, alerts.Overdue, alerts.StoreFullPercent, alerts.Digest));
        Assert.Equal((false, TimeSpan.Zero), (Load("[alerts]\noverdue = never\n").Alerts.IsOn, Load("[alerts]\noverdue = never\n").Alerts.Overdue));
    }

    [Fact]
    public void Load_AlertsThatMakeNoSense_AreAllTold()
    {
        SettingsException wrong = Assert.Throws<SettingsException>(() => Load("[alerts]\nmail-to = nobody\nsmtp = a b\nsmtp-user = m\nwebhook = ftp://x\nwebhook-format = xml\noverdue = soon\nstore-full = 101\n"));
        Assert.Equal(7, wrong.Errors.Count);
    }

    [Fact]
    public void Load_DhcpSections_AreRead()
    {
        NetbootSettings netboot = Load("""
            [netboot]
            mode = full
            [dhcp 10.1.0.0/24]
            range = 10.1.0.100-10.1.0.149, 10.1.0.200 - 10.1.0.229
            router = 10.1.0.1
            dns = 10.1.0.2, 10.1.0.3
            ntp = 10.1.0.4
            domain = office.example.org
            search = office.example.org, example.org
            routes = 10.20.0.0/16 via 10.1.0.254, 0.0.0.0/0 via 10.1.0.1
            lease-time = 30m
            host 52:54:00:AA:bb:01 = 10.1.0.10
            host id:01:52:54:00:aa:bb:02 = 10.1.0.11
            [dhcp 10.2.0.0/16]
            range = 10.2.0.100-10.2.0.199
            """).Netboot;
        Assert.Equal(["10.1.0.0/24", "10.2.0.0/16"], netboot.Subnets.Select(subnet => subnet.ToString()));
        DhcpSubnet first = netboot.Subnets[0];
        Assert.Equal(["10.1.0.100 to 10.1.0.149", "10.1.0.200 to 10.1.0.229"], first.Ranges.Select(range => range.ToString()));
        Assert.Equal(("10.1.0.1", "office.example.org", TimeSpan.FromMinutes(30)), ($"{first.Router}", first.Domain, first.LeaseTime));
        Assert.Equal(["10.1.0.2", "10.1.0.3", "10.1.0.4"], first.DnsServers.Concat(first.NtpServers).Select(address => address.ToString()));
        Assert.Equal(["office.example.org", "example.org"], first.SearchDomains);
        Assert.Equal(["10.20.0.0/16 via 10.1.0.254", "0.0.0.0/0 via 10.1.0.1"], first.Routes.Select(route => route.ToString()));
        Assert.Equal(["10.1.0.10 52:54:00:aa:bb:01 ", "10.1.0.11  01525400aabb02"], first.Reservations.Select(one => $"{one.Address} {one.Mac} {one.ClientIdentifier}"));
        Assert.Equal(TimeSpan.FromHours(12), netboot.Subnets[1].LeaseTime);
    }

    [Fact]
    public void Load_DhcpSectionsWithFaults_TellsAllWithTheirLines()
    {
        SettingsException e = Assert.Throws<SettingsException>(() => Load("""
            [netboot]
            mode = full
            pxe-addresses = 10.0.0.9
            [dhcp 10.1.0.1/24]
            range = 10.1.0.5-10.1.0.9
            [dhcp 10.2.0.0/24]
            range = 10.2.0.9-10.2.0.5
            router = 10.3.0.1
            domain = a b
            routes = 10.20.0.1/16 via 10.1.0.254
            host nobody = 10.2.0.7
            host 52:54:00:aa:bb:01 = 10.9.0.7
            rnage = 1
            [dhcp 10.2.0.128/25]
            range = 10.2.0.1-10.2.0.200
            """));
        Assert.Equal(
            [
                $"{_file}:5: [dhcp 10.1.0.1/24] '10.1.0.1/24' is no subnet: write its first address and its bits, such as [dhcp 192.168.1.0/24].",
                $"{_file}:7: [dhcp 10.2.0.0/24] range is '10.2.0.9-10.2.0.5', but must be ranges such as 192.168.1.100-192.168.1.199, separated by commas.",
                $"{_file}:9: [dhcp 10.2.0.0/24] domain is 'a b', but must be one domain name such as office.example.org.",
                $"{_file}:10: [dhcp 10.2.0.0/24] routes is '10.20.0.1/16 via 10.1.0.254', but must be routes such as 10.2.0.0/16 via 192.168.1.254, separated by commas.",
                $"{_file}:11: 'nobody' is neither a MAC address (host 52:54:00:aa:bb:01) nor a client identifier in hexadecimal (host id:01525400aabb01).",
                $"{_file}:8: 10.3.0.1 is not in 10.2.0.0/24, so its PCs cannot reach it.",
                $"{_file}:7: [dhcp 10.2.0.0/24] host 52:54:00:aa:bb:01: 10.9.0.7 cannot be handed out in 10.2.0.0/24.",
                $"{_file}:15: 10.2.0.1 to 10.2.0.200 is not in 10.2.0.128/25.",
                $"{_file}:15: [dhcp 10.2.0.128/25] 10.2.0.128/25 and 10.2.0.0/24 overlap.",
                $"{_file}:3: pxe-addresses are for mode proxy: in mode full every PC gets an address anyway.",
                $"{_file}:13: there is no setting [dhcp 10.2.0.0/24] rnage; did you mean [dhcp 10.2.0.0/24] range?",
            ],
            e.Errors);
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

    [Theory]
    [InlineData("proxy", "2 range-start|3 range-end|4 router|5 dns|6 lease-time|8", "is for mode full and does nothing in mode proxy.")]
    [InlineData("external", "2 range-start|3 range-end|4 router|5 dns|6 lease-time|8", "is for mode full and does nothing in mode external.")]
    [InlineData("off", "", "")]
    [InlineData("full", "", "")]
    public void Load_SettingsOfModeFull_AreNamedInOtherModes(string mode, string unused, string why)
    {
        string[] told = [.. unused.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(' '))
            .Select(one => $"{_file}:{one[0]}: {(one is [_, var key] ? $"[netboot] {key}" : "[dhcp 10.1.0.0/24]")} {why}")];
        const string Settings = "[netboot]\nrange-start = 10.0.0.9\nrange-end = 10.0.0.10\nrouter = 10.0.0.1\ndns = 10.0.0.1\nlease-time = 30m\n[dhcp 10.1.0.0/24]\nrange = 10.1.0.5\n";
        Assert.Equal(told, Load($"{Settings}[netboot]\nmode = {mode}\n").Netboot.Unused);
    }

    [Fact]
    public void Load_SettingsOfAnotherUse_AreNamed()
    {
        Assert.Equal([$"{_file}:3: [netboot] pxe-addresses is for mode proxy and does nothing in mode external."], Load("[netboot]\nmode = external\npxe-addresses = 10.0.0.9\n").Netboot.Unused);
        Assert.Equal(
            [$"{_file}:3: [netboot] dns is for the range from range-start to range-end, which is not set, and does nothing: a section [dhcp SUBNET] has its own."],
            Load("[netboot]\nmode = full\ndns = 10.0.0.1\n[dhcp 10.1.0.0/24]\nrange = 10.1.0.5\n").Netboot.Unused);
        Assert.Equal([$"{_file}:3: [netboot] grub-next-server is for mode proxy and does nothing in mode external."], Load("[netboot]\nmode = external\ngrub-next-server = yes\n").Netboot.Unused);
        Assert.Equal(
            [$"{_file}:5: [netboot] grub-next-server is for mode proxy and does nothing in mode full."],
            Load("[netboot]\nmode = full\nrange-start = 10.0.0.9\nrange-end = 10.0.0.9\ngrub-next-server = no\n").Netboot.Unused);
        NetbootSettings proxy = Load("[netboot]\npxe-addresses = 10.0.0.9\ngrub-next-server = Yes\n").Netboot;
        Assert.Empty(proxy.Unused);
        Assert.True(proxy.IsGrubNextServer);
    }

    [Fact]
    public void Load_RangeOfMoreThan65536Addresses_IsRefused()
    {
        SettingsException e = Assert.Throws<SettingsException>(() => Load("[netboot]\nmode = full\nrange-start = 10.0.0.0\nrange-end = 10.1.0.0\n"));
        Assert.Equal([$"{_file}:4: 10.0.0.0 to 10.1.0.0 are too many addresses: at most 65536."], e.Errors);
        Assert.Equal(DhcpMode.Full, Load("[netboot]\nmode = full\nrange-start = 10.0.0.0\nrange-end = 10.0.255.255\n").Netboot.Mode);
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
    [InlineData("[console]\nport=8443\n", "which is another port of this server already")]
    [InlineData("[console]\nport=no\n", "must be a TCP port from 1 to 65535, or off")]
    [InlineData("[server]\nname=my server\n", "is no DNS name")]
    [InlineData("[netboot]\ntftp-block-size=511\n", "must be a number from 512 to 65464")]
    [InlineData("[netboot]\ngrub-next-server=1\n", "must be yes or no")]
    [InlineData("[netboot]\nlease-time=1m\n", "must be a time")]
    [InlineData("[netboot]\nlease-time=99999999999d\n", "must be a time")]
    [InlineData("[server]\nvolume-size=4700000000\n", "must be none, dvd, bd, or a size")]
    [InlineData("[server]\nencryption=passphrase\n", "set passphrase-file")]
    [InlineData("[server]\nencryption=yes\n", "must be one of none, key-file, passphrase")]
    [InlineData("[server]\nkey-file=store.key\n", "must be an absolute path")]
    [InlineData("[server]\nvolume-size=1MB\n", "must be none, dvd, bd, or a size")]
    [InlineData("[server]\nvolume-size=9TB\n", "must be none, dvd, bd, or a size")]
    [InlineData("[completely]\ndifferent=1\n", "there is no setting [completely] different.")]
    public void Load_OneFault_SaysIt(string text, string words)
    {
        SettingsException e = Assert.Throws<SettingsException>(() => Load(text));
        Assert.Contains(words, Assert.Single(e.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("dvd", 4_700_000_000)]
    [InlineData("BD", 25_000_000_000)]
    [InlineData("16MB", 16_000_000L)]
    [InlineData("4.5 GiB", 4_831_838_208)]
    [InlineData("8tb", 8_000_000_000_000)]
    public void Load_VolumeSize_IsRead(string text, long? bytes) => Assert.Equal(bytes, Load($"[server]\nvolume-size = {text}\n").VolumeSize);

    [Fact]
    public void Load_Encryption_IsRead()
    {
        Assert.Equal((StoreEncryption.None, null), (Load("[server]\n").Encryption, Load("[server]\n").KeyFile));
        ServerSettings settings = Load("[server]\nencryption = key-file\n");
        Assert.Equal((StoreEncryption.KeyFile, "/etc/monitas/store.key"), (settings.Encryption, settings.KeyFile));
        settings = Load("[server]\nencryption = passphrase\npassphrase-file = credential:store\n");
        Assert.Equal((StoreEncryption.Passphrase, "credential:store", null), (settings.Encryption, settings.PassphraseFile, settings.KeyFile));
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
