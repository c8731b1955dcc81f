using System;
using System.Globalization;
using System.Net;
using MimeKit;
using Monitas.BootServer.Alerts;

namespace Monitas.BootServer.Configuration;

/// <summary>Reads the section [alerts].</summary>
internal static class AlertSettingsReader
{
    /// <summary>Reads it; what is wrong is added to the values' errors.</summary>
    public static AlertSettings Read(SettingsValues values)
    {
        AlertSettings defaults = new();
        (string Host, int? Port) smtp = values.Value<(string, int?)>("alerts:smtp", "a mail server such as mail.example.org or mail.example.org:587", TryParseServer) ?? (defaults.SmtpHost, null);
        AlertSettings settings = new()
        {
            MailTo = values.IsSet("alerts:mail-to") ? values.List<string>("alerts:mail-to", "mail addresses, separated by commas", TryParseAddress) : [],
            MailFrom = values.List<string>("alerts:mail-from", "a mail address", TryParseAddress) is [var from, ..] ? from : $"monitas@{Dns.GetHostName()}",
            SmtpHost = smtp.Host,
            SmtpPort = smtp.Port,
            SmtpTls = values.Choice("alerts:smtp-tls", defaults.SmtpTls),
            SmtpUser = values.Text("alerts:smtp-user", ""),
            SmtpPasswordFile = values.OptionalPath("alerts:smtp-password-file", "/etc/monitas/smtp.password"),
            Webhook = values.IsSet("alerts:webhook") ? values.List<Uri>("alerts:webhook", "an address such as https://chat.example.org/hooks/1", TryParseUri) is [var hook, ..] ? hook : null : null,
            WebhookFormat = values.Choice("alerts:webhook-format", defaults.WebhookFormat),
            WebhookSecretFile = values.OptionalPath("alerts:webhook-secret-file", "/etc/monitas/webhook.secret"),
            Overdue = values.Text("alerts:overdue", "") == "never" ? TimeSpan.Zero : values.Duration("alerts:overdue", defaults.Overdue, TimeSpan.FromHours(1), TimeSpan.FromDays(3650)),
            StoreFullPercent = values.Number("alerts:store-full", defaults.StoreFullPercent, 1, 100, "number of percent"),
            Digest = values.Duration("alerts:digest", defaults.Digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
        };
        if (settings is { SmtpUser.Length: > 0, SmtpPasswordFile: null })
        {
            values.Wrong("alerts:smtp-user", "smtp-user needs the file with the password: set smtp-password-file.");
        }
        return settings;
    }

    private static bool TryParseServer(string text, out (string, int?) server)
    {
        string[] parts = text.Split(':');
        int port = 0;
        bool isGood = parts[0].Length > 0 && Uri.CheckHostName(parts[0]) != UriHostNameType.Unknown
            && (parts.Length == 1 || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535));
        server = (parts[0], port > 0 ? port : null);
        return isGood;
    }

    private static bool TryParseAddress(string text, out string address)
    {
        address = text;
        return MailboxAddress.TryParse(text, out MailboxAddress? mailbox) && mailbox.Address.Contains('@', StringComparison.Ordinal);
    }

    private static bool TryParseUri(string text, out Uri address)
    {
        bool isGood = Uri.TryCreate(text, UriKind.Absolute, out Uri? parsed) && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp);
        address = parsed!;
        return isGood;
    }
}
