using System;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Tls;

/// <summary>Puts the server's own CA and the HTTPS port into the host.</summary>
internal static class TlsServiceCollectionExtensions
{
    /// <summary>Adds the CA, the certificate and the HTTPS endpoint on <see cref="TlsOptions.Port"/>.</summary>
    public static IServiceCollection AddHttps(this IServiceCollection services, TlsOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ServerCertificates>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, HttpsEndpoint>();
        services.AddHostedService<CertificateRenewal>();
        return services;
    }

    /// <summary>Serves the CA's certificate to agents that want to compare its fingerprint.</summary>
    public static void MapCa(this WebApplication app)
    {
        ServerCertificates certificates = app.Services.GetRequiredService<ServerCertificates>();
        app.MapGet(Routes.Ca, () => Results.Text(certificates.CaPem, "application/x-pem-file"));
    }
}
