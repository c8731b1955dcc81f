using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Alerts.Sending;

/// <summary>Sends alerts by mail.</summary>
internal sealed class MailSender(ServerSettings settings, TimeProvider clock) : IAlertSender
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly AlertSettings _alerts = settings.Alerts;

    /// <inheritdoc/>
    public string Name => "mail";

    /// <inheritdoc/>
    public string Target => string.Join(", ", _alerts.MailTo);

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        string server = $"{_alerts.SmtpHost}{(_alerts.SmtpPort is { } port ? $":{port}" : "")}";
        try
        {
            using SmtpClient smtp = new() { Timeout = (int)Limit.TotalMilliseconds };
            await smtp.ConnectAsync(_alerts.SmtpHost, _alerts.SmtpPort ?? 0, Encryption(), cancellationToken).ConfigureAwait(false);
            if (_alerts.SmtpUser.Length > 0)
            {
                await smtp.AuthenticateAsync(_alerts.SmtpUser, await ReadPasswordAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            await smtp.SendAsync(Message(alerts), cancellationToken).ConfigureAwait(false);
            await smtp.DisconnectAsync(quit: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or CommandException or ProtocolException or AuthenticationException or SslHandshakeException
            or NotSupportedException or TimeoutException or UnauthorizedAccessException)
        {
            throw new AlertException($"The mail server {server} did not take it: {e.Message.Split('\n')[0].Trim()}", e);
        }
    }

    private MimeMessage Message(IReadOnlyList<Alert> alerts)
    {
        MimeMessage message = new() { Subject = $"[Monitas] {AlertText.Title(alerts)}", Date = clock.GetLocalNow(), Body = new TextPart("plain") { Text = AlertText.Body(alerts, clock.LocalTimeZone) } };
        message.From.Add(MailboxAddress.Parse(_alerts.MailFrom));
        message.To.AddRange(_alerts.MailTo.Select(MailboxAddress.Parse));
        // So that no holiday answers it (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private SecureSocketOptions Encryption() => _alerts.SmtpTls switch
    {
        SmtpTls.Tls => SecureSocketOptions.SslOnConnect,
        SmtpTls.Starttls => SecureSocketOptions.StartTls,
        SmtpTls.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.Auto,
    };

    private async Task<string> ReadPasswordAsync(CancellationToken cancellationToken) =>
        _alerts.SmtpPasswordFile is { } file ? (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).TrimEnd('\r', '\n') : "";
}
