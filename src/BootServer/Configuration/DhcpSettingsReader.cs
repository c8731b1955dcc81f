using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Configuration;

/// <summary>Reads the sections [dhcp SUBNET]: one for each subnet that full DHCP serves.</summary>
internal static class DhcpSettingsReader
{
    /// <summary>The first word of such a section's name.</summary>
    public const string Word = "dhcp";

    /// <summary>The most addresses in the ranges of one subnet.</summary>
    public const int LargestRange = 65536;

    /// <summary>Reads and checks all of them.</summary>
    public static IReadOnlyList<DhcpSubnet> Read(SettingsValues values)
    {
        List<DhcpSubnet> subnets = [];
        foreach (string section in values.Sections(Word))
        {
            string name = section[(Word.Length + 1)..].Trim();
            bool isSubnet = TryParseSubnet(name, out DhcpSubnet? parsed);
            DhcpSubnet subnet = ReadSection(values, section, parsed ?? new DhcpSubnet(default, 0));
            if (!isSubnet)
            {
                values.WrongSection(section, $"'{name}' is no subnet: write its first address and its bits, such as [dhcp 192.168.1.0/24].");
                continue;
            }

            Check(values, section, subnet);
            if (subnets.Find(other => other.Contains(subnet.Network) || subnet.Contains(other.Network)) is { } overlapping)
            {
                values.WrongSection(section, $"{subnet} and {overlapping} overlap.");
            }

            subnets.Add(subnet);
        }

        return subnets;
    }

    private static DhcpSubnet ReadSection(SettingsValues values, string section, DhcpSubnet subnet) => subnet with
    {
        Ranges = values.List<AddressRange>($"{section}:range", "ranges such as 192.168.1.100-192.168.1.199, separated by commas", AddressRange.TryParse),
        Router = values.Address($"{section}:router") is { } router ? Ipv4Address.From(router) : null,
        DnsServers = Addresses(values, $"{section}:dns"),
        NtpServers = Addresses(values, $"{section}:ntp"),
        Domain = values.List<string>($"{section}:domain", "one domain name such as office.example.org", TryParseDomain) is [var domain] ? domain : "",
        SearchDomains = values.List<string>($"{section}:search", "domain names, separated by commas", TryParseDomain),
        Routes = values.List<ClasslessRoute>($"{section}:routes", "routes such as 10.2.0.0/16 via 192.168.1.254, separated by commas", TryParseRoute),
        LeaseTime = values.Duration($"{section}:lease-time", subnet.LeaseTime, TimeSpan.FromMinutes(2), TimeSpan.FromDays(30)),
        Reservations = [.. values.KeysOf(section, "host").Select(key => ReadReservation(values, section, key)).OfType<DhcpReservation>()],
    };

    /// <summary>"host 52:54:00:aa:bb:01 = 192.168.1.5" by card, "host id:0152... = 192.168.1.6" by option 61.</summary>
    private static DhcpReservation? ReadReservation(SettingsValues values, string section, string key)
    {
        string client = key[(section.Length + ":host ".Length)..].Trim();
        IPAddress? address = values.Address(key);
        if (address is null)
        {
            return null;
        }

        if (MacAddress.TryParse(client, out MacAddress mac))
        {
            return new DhcpReservation(Ipv4Address.From(address), mac, "");
        }

        string hex = client.StartsWith("id:", StringComparison.Ordinal) ? client["id:".Length..].Replace(":", "", StringComparison.Ordinal) : "";
        if (hex.Length >= 4 && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit))
        {
            return new DhcpReservation(Ipv4Address.From(address), null, hex);
        }

        values.Wrong(key, $"'{client}' is neither a MAC address (host 52:54:00:aa:bb:01) nor a client identifier in hexadecimal (host id:01525400aabb01).");
        return null;
    }

    private static void Check(SettingsValues values, string section, DhcpSubnet subnet)
    {
        if (subnet.Ranges.Count == 0 && subnet.Reservations.Count == 0)
        {
            values.WrongSection(section, "there is nothing to hand out: set range, or host MAC = ADDRESS.");
        }

        foreach (AddressRange range in subnet.Ranges.Where(range => !subnet.Contains(range.First) || !subnet.Contains(range.Last)))
        {
            values.Wrong($"{section}:range", $"{range} is not in {subnet}.");
        }

        if (subnet.Size > LargestRange)
        {
            values.Wrong($"{section}:range", $"{subnet.Size} addresses are too many: at most {LargestRange} in one subnet.");
        }

        if (subnet.Ranges.SelectMany((range, i) => subnet.Ranges.Skip(i + 1).Where(range.Overlaps)).Any())
        {
            values.Wrong($"{section}:range", "the ranges overlap.");
        }

        if (subnet.Router is { } router && !subnet.Contains(router))
        {
            values.Wrong($"{section}:router", $"{router} is not in {subnet}, so its PCs cannot reach it.");
        }

        CheckReservations(values, section, subnet);
    }

    private static void CheckReservations(SettingsValues values, string section, DhcpSubnet subnet)
    {
        HashSet<Ipv4Address> seen = [];
        foreach (DhcpReservation reservation in subnet.Reservations)
        {
            string name = reservation.Mac?.ToString() ?? "id:" + reservation.ClientIdentifier;
            if (!subnet.Contains(reservation.Address) || subnet.IsSpecial(reservation.Address))
            {
                values.WrongSection(section, $"host {name}: {reservation.Address} cannot be handed out in {subnet}.");
            }

            if (!seen.Add(reservation.Address))
            {
                values.WrongSection(section, $"host {name}: {reservation.Address} is reserved twice.");
            }
        }
    }

    private static IReadOnlyList<Ipv4Address> Addresses(SettingsValues values, string key) => [.. values.Addresses(key).Select(Ipv4Address.From)];

    private static bool TryParseSubnet(string text, out DhcpSubnet? subnet)
    {
        bool isPrefix = TryParsePrefix(text, out Ipv4Address network, out int length);
        subnet = isPrefix ? new DhcpSubnet(network, length) : null;
        return isPrefix && length is >= 8 and <= 30;
    }

    /// <summary>"10.2.0.0/16", without bits behind the prefix.</summary>
    private static bool TryParsePrefix(string text, out Ipv4Address network, out int length)
    {
        length = 0;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return Ipv4Address.TryParse(slash < 0 ? text : text[..slash], out network)
            && slash > 0
            && int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out length)
            && length <= 32
            && (network.Value & ~new DhcpSubnet(default, length).Mask.Value) == 0;
    }

    private static bool TryParseDomain(string text, out string name)
    {
        name = text;
        return DomainNames.IsName(text);
    }

    private static bool TryParseRoute(string text, out ClasslessRoute route)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        route = default;
        if (words is not [var destination, "via", var via] || !TryParsePrefix(destination, out Ipv4Address network, out int length) || !Ipv4Address.TryParse(via, out Ipv4Address router))
        {
            return false;
        }

        route = new ClasslessRoute(network, length, router);
        return true;
    }
}
