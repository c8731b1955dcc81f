using System;
using System.IO;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Monitas.BootServer.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Tls;

public sealed class CertificateFactoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CertificateNames Names = CertificateNames.From(["pc-server.lan"], [IPAddress.Parse("192.0.2.7")]);

    [Fact]
    public void MakeCa_Always_IsAP256CaOfTwentyYears()
    {
        using X509Certificate2 ca = CertificateFactory.MakeCa(Now);

        Assert.Equal(256, ca.GetECDsaPublicKey()!.KeySize);
        Assert.Equal(Now.AddYears(20).UtcDateTime, ca.NotAfter.ToUniversalTime());
        Assert.Equal(64, CertificateFactory.Fingerprint(ca).Length);
    }

    [Fact]
    public async Task MakeServer_JudgedByOpenssl_IsTrustedForItsNamesOnly()
    {
        using TemporaryDirectory directory = new();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 ca = CertificateFactory.MakeCa(now);
        using X509Certificate2 server = CertificateFactory.MakeServer(ca, Names, now);
        string caPath = directory.Combine("ca.pem");
        string serverPath = directory.Combine("server.pem");
        await File.WriteAllTextAsync(caPath, ca.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(serverPath, server.ExportCertificatePem(), TestContext.Current.CancellationToken);

        Assert.Equal(0, await VerifyAsync("-verify_hostname", "pc-server.lan"));
        Assert.Equal(0, await VerifyAsync("-verify_ip", "192.0.2.7"));
        Assert.NotEqual(0, await VerifyAsync("-verify_hostname", "other.lan"));

        async Task<int> VerifyAsync(string check, string name) => (await Tool.RunAsync(
            "openssl", ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", caPath, check, name, serverPath], TestContext.Current.CancellationToken)).ExitCode;
    }

    [Fact]
    public void NeedsRenewal_SameNamesAndTimeLeft_IsFalse()
    {
        using X509Certificate2 ca = CertificateFactory.MakeCa(Now);
        using X509Certificate2 server = CertificateFactory.MakeServer(ca, Names, Now);

        Assert.False(CertificateFactory.NeedsRenewal(server, ca, Names, Now.AddDays(700)));
        Assert.False(CertificateFactory.NeedsRenewal(server, ca, CertificateNames.From(["pc-server.lan"], []), Now));
    }

    [Fact]
    public void NeedsRenewal_NewAddressOrLittleTimeOrOtherCa_IsTrue()
    {
        using X509Certificate2 ca = CertificateFactory.MakeCa(Now);
        using X509Certificate2 otherCa = CertificateFactory.MakeCa(Now);
        using X509Certificate2 server = CertificateFactory.MakeServer(ca, Names, Now);

        Assert.True(CertificateFactory.NeedsRenewal(server, ca, CertificateNames.From([], [IPAddress.Parse("192.0.2.8")]), Now));
        Assert.True(CertificateFactory.NeedsRenewal(server, ca, Names, Now.AddDays(736)));
        Assert.True(CertificateFactory.NeedsRenewal(server, otherCa, Names, Now));
    }

    [Fact]
    public void From_MixedInput_SortsAndDropsWhatIsNoName()
    {
        CertificateNames names = CertificateNames.From(["B.lan.", "a.lan", "192.0.2.1", "not a name", ""], [IPAddress.Parse("::ffff:192.0.2.1"), IPAddress.Parse("fe80::1%7")]);

        Assert.Equal(["a.lan", "b.lan"], names.DnsNames);
        Assert.Equal(["192.0.2.1", "fe80::1"], [.. System.Linq.Enumerable.Select(names.Addresses, a => a.ToString())]);
    }
}
