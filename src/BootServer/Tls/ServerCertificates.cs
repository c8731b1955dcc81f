using System;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Api;

namespace Monitas.BootServer.Tls;

/// <summary>
/// The server's CA and its current certificate, made at the first start and kept in files. Safe for use by many threads.
/// A crash between the two files of a pair leaves a key that does not fit; for the server's own pair a new one is then made.
/// </summary>
internal sealed class ServerCertificates : IServerIdentity, IDisposable
{
    private const string CaName = "ca";
    private const string ServerName = "server";

    private readonly Lock _lock = new();
    private readonly CertificateFiles _files;
    private readonly TimeProvider _clock;
    private readonly ILogger<ServerCertificates> _log;
    private readonly X509Certificate2 _ca;
    private SslStreamCertificateContext? _current;

    /// <summary>Loads or makes the CA.</summary>
    /// <exception cref="System.IO.InvalidDataException">The CA's files are damaged; agents pin the CA, so no new one is made silently.</exception>
    public ServerCertificates(TlsOptions options, TimeProvider clock, ILogger<ServerCertificates> log)
    {
        _files = new CertificateFiles(options.Directory);
        _clock = clock;
        _log = log;
        X509Certificate2? ca = _files.Load(CaName);
        if (ca is null)
        {
            ca = CertificateFactory.MakeCa(clock.GetUtcNow());
            _files.Save(CaName, ca);
            TlsLog.CaMade(log, CertificateFactory.Fingerprint(ca));
        }
        _ca = ca;
    }

    /// <inheritdoc/>
    public string CaFingerprint => CertificateFactory.Fingerprint(_ca);

    /// <summary>The CA's certificate as PEM, without the key.</summary>
    public string CaPem => _ca.ExportCertificatePem() + "\n";

    /// <summary>What Kestrel shows to a client: the server certificate alone, since every client has the CA already.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Renew"/> was not called yet.</exception>
    public SslStreamCertificateContext Current => Volatile.Read(ref _current) ?? throw new InvalidOperationException("Renew() comes first.");

    /// <summary>
    /// Signs a document with the CA's key: ECDSA over SHA-256, in DER, as "openssl dgst -sha256 -verify" takes it. A document begins with a brace, so it
    /// can never be taken for a certificate, which is what this key signs else.
    /// </summary>
    /// <exception cref="ArgumentException">It is no JSON object.</exception>
    public byte[] Sign(ReadOnlySpan<byte> document)
    {
        if (document is not [(byte)'{', ..])
        {
            throw new ArgumentException("Only JSON objects are signed.", nameof(document));
        }
        using ECDsa key = _ca.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The CA has no ECDSA key.");
        return key.SignData(document, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Loads the server certificate, or makes a new one when names are missing in it or it ends soon.</summary>
    /// <param name="names">The names that agents may use for this server now.</param>
    public void Renew(CertificateNames names)
    {
        lock (_lock)
        {
            X509Certificate2? server = _current?.TargetCertificate ?? LoadServer();
            if (server is null || CertificateFactory.NeedsRenewal(server, _ca, names, _clock.GetUtcNow()))
            {
                server = CertificateFactory.MakeServer(_ca, names, _clock.GetUtcNow());
                _files.Save(ServerName, server);
                TlsLog.CertificateMade(_log, string.Join(", ", names.DnsNames) + ", " + string.Join(", ", names.Addresses), server.NotAfter);
            }
            if (!ReferenceEquals(server, _current?.TargetCertificate))
            {
                Volatile.Write(ref _current, SslStreamCertificateContext.Create(server, additionalCertificates: null, offline: true));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ca.Dispose();

    private X509Certificate2? LoadServer()
    {
        try
        {
            return _files.Load(ServerName);
        }
        catch (System.IO.InvalidDataException e)
        {
            TlsLog.ServerCertificateDamaged(_log, e.Message);
            return null;
        }
    }
}
