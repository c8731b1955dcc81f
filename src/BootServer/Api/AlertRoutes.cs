using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Alerts;
using Monitas.BootServer.Alerts.Sending;

namespace Monitas.BootServer.Api;

/// <summary>Alerts: do they arrive?</summary>
internal sealed class AlertRoutes(AlertRunner alerts, TimeProvider clock)
{
    /// <summary>Sends one by each way that is set up.</summary>
    public async Task TestAsync(HttpContext context)
    {
        if (alerts.Ways.Count == 0)
        {
            throw ApiException.BadRequest("No alerts are set up: set mail-to or webhook in [alerts] of server.conf, and restart the server.");
        }
        List<AlertTestResult> results = [];
        foreach (IAlertSender way in alerts.Ways)
        {
            string why = "";
            try
            {
                await way.SendAsync([new Alert(AlertKind.Test, clock.GetUtcNow(), "", $"Alerts of Monitas arrive here: tried by {context.Who()}.")], context.RequestAborted);
            }
            catch (AlertException e)
            {
                why = e.Message;
            }
            results.Add(new AlertTestResult(way.Name, way.Target, why));
        }
        await context.JsonAsync(results, ApiJson.Default.IReadOnlyListAlertTestResult);
    }
}

/// <summary>Has a way taken an alert?</summary>
/// <param name="Way">"mail" or "webhook".</param>
/// <param name="Target">Where it leads.</param>
/// <param name="Problem">Why it has not; empty when it has.</param>
internal sealed record AlertTestResult(string Way, string Target, string Problem);
