using System;
using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Tls;

/// <summary>Log lines of the HTTPS endpoint; event ids 2000 to 2099.</summary>
internal static partial class TlsLog
{
    [LoggerMessage(1300, LogLevel.Information, "Made the server's own CA; its fingerprint is {Fingerprint}")]
    public static partial void CaMade(ILogger log, string fingerprint);

    [LoggerMessage(1301, LogLevel.Information, "Made a server certificate for {Names}, good until {End:yyyy-MM-dd}")]
    public static partial void CertificateMade(ILogger log, string names, DateTime end);

    [LoggerMessage(1302, LogLevel.Warning, "The server certificate is made anew: {Why}")]
    public static partial void ServerCertificateDamaged(ILogger log, string why);

    [LoggerMessage(1303, LogLevel.Error, "The check of the server certificate failed and is tried again in an hour")]
    public static partial void RenewalFailed(ILogger log, Exception exception);
}
