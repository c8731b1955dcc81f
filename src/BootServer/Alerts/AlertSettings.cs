using System;
using System.Collections.Generic;

namespace Monitas.BootServer.Alerts;

/// <summary>The section [alerts]. Their keys in server.conf stand in front of each.</summary>
internal sealed record AlertSettings
{
    /// <summary>mail-to: who gets mail; empty for nobody.</summary>
    public IReadOnlyList<string> MailTo { get; init; } = [];

    /// <summary>mail-from: the sender's address.</summary>
    public string MailFrom { get; init; } = "";

    /// <summary>smtp: the mail server, HOST or HOST:PORT.</summary>
    public string SmtpHost { get; init; } = "localhost";

    /// <summary>The mail server's port; null for the usual one.</summary>
    public int? SmtpPort { get; init; }

    /// <summary>smtp-tls: is the way to the mail server encrypted?</summary>
    public SmtpTls SmtpTls { get; init; }

    /// <summary>smtp-user: the name at the mail server; empty when it asks for none.</summary>
    public string SmtpUser { get; init; } = "";

    /// <summary>smtp-password-file: the file with the password of <see cref="SmtpUser"/>; null for none.</summary>
    public string? SmtpPasswordFile { get; init; }

    /// <summary>webhook: where alerts are posted; null for nowhere.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>webhook-format: in which form.</summary>
    public WebhookFormat WebhookFormat { get; init; }

    /// <summary>webhook-secret-file: the file with the secret that signs what is posted; null for no signature.</summary>
    public string? WebhookSecretFile { get; init; }

    /// <summary>overdue: a machine whose newest archive is older is told of; zero for never.</summary>
    public TimeSpan Overdue { get; init; } = TimeSpan.FromDays(3);

    /// <summary>store-full: from so many percent on the store's disk is told of.</summary>
    public int StoreFullPercent { get; init; } = 90;

    /// <summary>digest: after a message so long nothing is sent; what comes meanwhile comes together.</summary>
    public TimeSpan Digest { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Does anybody hear of anything?</summary>
    public bool IsOn => MailTo.Count > 0 || Webhook is not null;
}

/// <summary>How the way to the mail server is encrypted.</summary>
internal enum SmtpTls
{
    /// <summary>As far as the server and its port can.</summary>
    Auto,

    /// <summary>From the first byte on.</summary>
    Tls,

    /// <summary>By STARTTLS (RFC 3207), or not at all.</summary>
    Starttls,

    /// <summary>Not encrypted.</summary>
    None,
}

/// <summary>In which form alerts are posted.</summary>
internal enum WebhookFormat
{
    /// <summary>JSON with everything.</summary>
    Json,

    /// <summary>As ntfy takes a message: the text as the body, the title in a header.</summary>
    Ntfy,

    /// <summary>As Slack's incoming webhooks and those that are like them take a message.</summary>
    Slack,
}
