using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Alerts.Sending;

/// <summary>
/// Posts alerts to an address. With a secret each message carries `Monitas-Timestamp` (seconds since 1970) and `Monitas-Signature`:
/// `sha256=` and the HMAC-SHA256, in hexadecimal digits, of the timestamp, a dot, and the body.
/// </summary>
internal sealed class WebhookSender(ServerSettings settings, HttpClient http, TimeProvider clock) : IAlertSender
{
    private readonly AlertSettings _alerts = settings.Alerts;

    /// <inheritdoc/>
    public string Name => "webhook";

    /// <inheritdoc/>
    public string Target => _alerts.Webhook?.GetLeftPart(UriPartial.Path) ?? "";

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, _alerts.Webhook);
            byte[] body = Body(alerts, request);
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(_alerts.WebhookFormat == WebhookFormat.Ntfy ? "text/plain; charset=utf-8" : "application/json");
            await SignAsync(request, body, cancellationToken).ConfigureAwait(false);
            using HttpResponseMessage answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                throw new AlertException($"{Target} answered with status {(int)answer.StatusCode}: look at webhook and webhook-format in [alerts], and at its own log.");
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new AlertException($"{Target} did not take it: {e.Message}", e);
        }
    }

    private byte[] Body(IReadOnlyList<Alert> alerts, HttpRequestMessage request)
    {
        string title = AlertText.Title(alerts);
        string text = AlertText.Body(alerts, clock.LocalTimeZone);
        switch (_alerts.WebhookFormat)
        {
            case WebhookFormat.Slack:
                return JsonSerializer.SerializeToUtf8Bytes(new SlackMessage($"*{title}*\n{text}"), AlertJson.Default.SlackMessage);
            case WebhookFormat.Ntfy:
                // A header holds ASCII only; ntfy reads others by RFC 2047.
                request.Headers.Add("Title", Ascii.IsValid(title) ? title : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(title))}?=");
                request.Headers.Add("Priority", alerts.All(alert => alert.Kind is AlertKind.FirstSeen or AlertKind.Test) ? "default" : "high");
                return Encoding.UTF8.GetBytes(text);
            default:
                return JsonSerializer.SerializeToUtf8Bytes(new WebhookMessage(title, text, alerts), AlertJson.Default.WebhookMessage);
        }
    }

    private async Task SignAsync(HttpRequestMessage request, byte[] body, CancellationToken cancellationToken)
    {
        if (_alerts.WebhookSecretFile is not { } file)
        {
            return;
        }
        byte[] secret = Encoding.UTF8.GetBytes((await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Trim());
        string time = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("Monitas-Timestamp", time);
        request.Headers.Add("Monitas-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(secret, (byte[])[.. Encoding.ASCII.GetBytes(time + "."), .. body]))}");
    }
}

/// <summary>What is posted as JSON.</summary>
/// <param name="Title">One line over all.</param>
/// <param name="Text">All in words.</param>
/// <param name="Alerts">Each.</param>
internal sealed record WebhookMessage(string Title, string Text, IReadOnlyList<Alert> Alerts);

/// <summary>What Slack takes.</summary>
/// <param name="Text">All in words.</param>
internal sealed record SlackMessage(string Text);
