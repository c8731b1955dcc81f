using System;
using System.IO;
using System.Net.NetworkInformation;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Tls;

/// <summary>
/// Looks once an hour whether the server has new addresses or its certificate ends soon. The check at the start is done by
/// <see cref="HttpsEndpoint"/>, before the port opens. Ends with the host.
/// </summary>
internal sealed class CertificateRenewal(ServerCertificates certificates, TlsOptions options, TimeProvider clock, ILogger<CertificateRenewal> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                certificates.Renew(LocalNames.Find(options.ExtraNames));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NetworkInformationException)
            {
                TlsLog.RenewalFailed(log, e);
            }
        }
    }
}
