using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Monitas.BootServer.Tls;

/// <summary>The names that a server certificate stands for (RFC 5280 4.2.1.6, subject alternative name).</summary>
/// <param name="DnsNames">Host names, lower case, sorted, each once.</param>
/// <param name="Addresses">IP addresses without scope, sorted by their text, each once.</param>
internal sealed record CertificateNames(IReadOnlyList<string> DnsNames, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>Sorts out names and addresses; a name that reads as an address is one.</summary>
    public static CertificateNames From(IEnumerable<string> names, IEnumerable<IPAddress> addresses)
    {
        SortedSet<string> dnsNames = new(StringComparer.Ordinal);
        SortedDictionary<string, IPAddress> byText = new(StringComparer.Ordinal);
        foreach (string name in names.Select(n => n.Trim().TrimEnd('.').ToLowerInvariant()))
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                Add(byText, address);
            }
            else if (Uri.CheckHostName(name) == UriHostNameType.Dns)
            {
                dnsNames.Add(name);
            }
        }
        foreach (IPAddress address in addresses)
        {
            Add(byText, address);
        }
        return new CertificateNames([.. dnsNames], [.. byText.Values]);
    }

    /// <summary>The names in an existing certificate.</summary>
    public static CertificateNames Of(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension? extension = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return extension is null ? From([], []) : From(extension.EnumerateDnsNames(), extension.EnumerateIPAddresses());
    }

    /// <summary>Does this set hold every name of the other?</summary>
    public bool Covers(CertificateNames wanted) =>
        !wanted.DnsNames.Except(DnsNames).Any() && !wanted.Addresses.Except(Addresses).Any();

    /// <summary>The extension for a certificate request.</summary>
    public X509Extension ToExtension()
    {
        SubjectAlternativeNameBuilder builder = new();
        foreach (string name in DnsNames)
        {
            builder.AddDnsName(name);
        }
        foreach (IPAddress address in Addresses)
        {
            builder.AddIpAddress(address);
        }
        return builder.Build();
    }

    private static void Add(SortedDictionary<string, IPAddress> byText, IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
        byText[plain.ToString()] = plain;
    }
}
