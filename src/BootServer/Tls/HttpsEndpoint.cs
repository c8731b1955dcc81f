using System;
using System.Net.Security;
using System.Security.Authentication;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace Monitas.BootServer.Tls;

/// <summary>Opens the HTTPS port on all addresses, with TLS 1.2 or newer and the server's current certificate.</summary>
internal sealed class HttpsEndpoint(ServerCertificates certificates, TlsOptions options) : IConfigureOptions<KestrelServerOptions>
{
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public void Configure(KestrelServerOptions kestrel) => Open(kestrel, options.Port);

    /// <summary>Opens another port in the same way.</summary>
    public void Open(KestrelServerOptions kestrel, int port)
    {
        certificates.Renew(LocalNames.Find(options.ExtraNames));
        TlsHandshakeCallbackOptions tls = new()
        {
            HandshakeTimeout = HandshakeLimit,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificates.Current,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
            }),
        };
        kestrel.ListenAnyIP(port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(tls);
        });
    }
}
