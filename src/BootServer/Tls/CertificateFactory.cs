using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Monitas.BootServer.Tls;

/// <summary>Makes certificates (RFC 5280). Pure: the time and the names come from the caller; only the keys are random.</summary>
internal static class CertificateFactory
{
    /// <summary>How long the CA lives; agents pin it, so it outlives the hardware.</summary>
    public const int CaYears = 20;

    /// <summary>How long a server certificate lives: the longest that strict clients take.</summary>
    public static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(825);

    /// <summary>A certificate that has less than this left is renewed.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(90);

    private const int SerialBytes = 16;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Certificates begin a day early: the clocks of PCs are not exact.</summary>
    private static readonly TimeSpan BackDate = TimeSpan.FromDays(1);

    /// <summary>A new CA: ECDSA P-256, may sign server certificates and nothing below another CA. The caller owns it.</summary>
    public static X509Certificate2 MakeCa(DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string mark = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        CertificateRequest request = new($"CN=Monitas CA {mark}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - BackDate, now.AddYears(CaYears));
    }

    /// <summary>A new server certificate with a new P-256 key, signed by the CA (which holds its private key). The caller owns it.</summary>
    public static X509Certificate2 MakeServer(X509Certificate2 ca, CertificateNames names, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Monitas server", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(names.ToExtension());
        DateTimeOffset end = now + ServerLifetime;
        DateTimeOffset caEnd = ca.NotAfter;
        using X509Certificate2 signed = request.Create(ca, now - BackDate, end < caEnd ? end : caEnd, RandomNumberGenerator.GetBytes(SerialBytes));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Must this server certificate be made anew: another CA, missing names, or little time left?</summary>
    public static bool NeedsRenewal(X509Certificate2 server, X509Certificate2 ca, CertificateNames wanted, DateTimeOffset now) =>
        server.NotAfter.ToUniversalTime() - now.UtcDateTime < RenewBefore
        || !server.IssuerName.RawData.AsSpan().SequenceEqual(ca.SubjectName.RawData)
        || !CertificateNames.Of(server).Covers(wanted);

    /// <summary>SHA-256 of the certificate's DER: 64 lower-case hexadecimal digits.</summary>
    public static string Fingerprint(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
}
