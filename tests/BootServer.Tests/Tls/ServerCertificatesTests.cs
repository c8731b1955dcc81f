using System;
using System.IO;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Tls;

public sealed class ServerCertificatesTests : IDisposable
{
    private static readonly CertificateNames Names = CertificateNames.From(["localhost"], [IPAddress.Loopback]);
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Renew_SecondStart_KeepsCaAndCertificate()
    {
        using ServerCertificates first = Start();
        first.Renew(Names);
        using ServerCertificates second = Start();
        second.Renew(Names);

        Assert.Equal(first.CaFingerprint, second.CaFingerprint);
        Assert.Equal(Shown(first).SerialNumber, Shown(second).SerialNumber);
    }

    [Fact]
    public void Renew_NewAddress_MakesANewCertificateUnderTheSameCa()
    {
        using ServerCertificates certificates = Start();
        certificates.Renew(Names);
        string before = Shown(certificates).SerialNumber;
        string fingerprint = certificates.CaFingerprint;

        certificates.Renew(CertificateNames.From(["localhost"], [IPAddress.Loopback, IPAddress.Parse("192.0.2.9")]));

        Assert.NotEqual(before, Shown(certificates).SerialNumber);
        Assert.Equal(fingerprint, certificates.CaFingerprint);
    }

    [Fact]
    public void Renew_AllFiles_AreForTheOwnerOnly()
    {
        using ServerCertificates certificates = Start();
        certificates.Renew(Names);

        string[] files = Directory.GetFiles(_directory.Combine("tls"));
        Assert.Equal(4, files.Length);
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void Start_CaKeyMissing_RefusesInsteadOfMakingAnotherCa()
    {
        Start().Dispose();
        File.Delete(_directory.Combine("tls", "ca.key"));

        InvalidDataException error = Assert.Throws<InvalidDataException>(Start);
        Assert.Contains("ca.key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Renew_ServerFilesDamaged_AreMadeAnew()
    {
        using (ServerCertificates first = Start())
        {
            first.Renew(Names);
        }
        File.WriteAllText(_directory.Combine("tls", "server.key"), "rubbish");

        using ServerCertificates second = Start();
        second.Renew(Names);

        Assert.True(Shown(second).HasPrivateKey);
    }

    public void Dispose() => _directory.Dispose();

    private static X509Certificate2 Shown(ServerCertificates certificates) => certificates.Current.TargetCertificate;

    private ServerCertificates Start() =>
        new(new TlsOptions { Directory = _directory.Combine("tls") }, _clock, NullLogger<ServerCertificates>.Instance);
}
