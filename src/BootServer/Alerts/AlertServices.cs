using System;
using System.Net.Http;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Alerts.Sending;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Alerts;

/// <summary>Puts alerts into the host.</summary>
internal static class AlertServices
{
    private static readonly TimeSpan WebhookLimit = TimeSpan.FromSeconds(30);

    /// <summary>Adds them. Needs the catalog.</summary>
    public static IServiceCollection AddAlerts(this IServiceCollection services) => services
        .AddSingleton<IAlertSender, MailSender>()
        .AddSingleton<IAlertSender>(provider => new WebhookSender(
            provider.GetRequiredService<ServerSettings>(), new HttpClient { Timeout = WebhookLimit }, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<AlertRunner>()
        .AddHostedService(provider => provider.GetRequiredService<AlertRunner>());
}
