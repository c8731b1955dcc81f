using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Monitas.BootServer.Alerts;
using Monitas.BootServer.Alerts.Sending;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Alerts;

/// <summary>Alerts on their way to a real mail server and a web server.</summary>
public sealed class AlertSendingTests : IAsyncLifetime
{
    private static readonly Alert[] Two =
    [
        new(AlertKind.Failed, JobSamples.Start, "büro", "Backup of büro failed (job 6): The disk broke."),
        new(AlertKind.Overdue, JobSamples.Start.AddHours(-1), "desk", "desk is overdue: its newest archive is 3 days old."),
    ];

    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly HttpClient _http = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("monitas-alerts-").FullName;
    private MailSink _mails = null!;
    private WebhookSink _hooks = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _mails = await MailSink.StartAsync();
        _hooks = await WebhookSink.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _mails.DisposeAsync();
        await _hooks.DisposeAsync();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Mail_ArrivesWithAllInOrderOfTime()
    {
        await new MailSender(Settings(), _clock).SendAsync(Two, Cancel);
        MimeMessage mail = Assert.Single(_mails.Messages);
        Assert.Equal("[Monitas] 1 failed, 1 overdue", mail.Subject);
        Assert.Equal(["admin@example.org", "deputy@example.org"], mail.To.Mailboxes.Select(to => to.Address));
        Assert.Equal("monitas@example.org", mail.From.Mailboxes.Single().Address);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Equal(
            ["2026-05-04 09:00  desk is overdue: its newest archive is 3 days old.", "2026-05-04 10:00  Backup of büro failed (job 6): The disk broke."],
            mail.TextBody!.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Mail_OfOneAlertOnly_HasItInTheSubject()
    {
        await new MailSender(Settings(), _clock).SendAsync([Two[0]], Cancel);
        Assert.Equal("[Monitas] Backup of büro failed (job 6)", Assert.Single(_mails.Messages).Subject);
    }

    [Fact]
    public async Task Mail_ThatNobodyTakes_SaysWhy()
    {
        _mails.Refuses = true;
        AlertException refused = await Assert.ThrowsAsync<AlertException>(() => new MailSender(Settings(), _clock).SendAsync(Two, Cancel));
        Assert.StartsWith($"The mail server 127.0.0.1:{_mails.Port} did not take it: ", refused.Message, StringComparison.Ordinal);
        await _mails.DisposeAsync();
        await Assert.ThrowsAsync<AlertException>(() => new MailSender(Settings(), _clock).SendAsync(Two, Cancel));
    }

    [Fact]
    public async Task Mail_WithAPassword_IsOnlyTakenWithTheRightOne()
    {
        string file = Path.Combine(_folder, "password");
        ServerSettings settings = Settings(alerts => alerts with { SmtpUser = "monitas", SmtpPasswordFile = file });
        await Assert.ThrowsAsync<AlertException>(() => new MailSender(settings, _clock).SendAsync(Two, Cancel));
        await File.WriteAllTextAsync(file, "wrong\n", Cancel);
        await Assert.ThrowsAsync<AlertException>(() => new MailSender(settings, _clock).SendAsync(Two, Cancel));
        await File.WriteAllTextAsync(file, MailSink.Password + "\n", Cancel);
        await new MailSender(settings, _clock).SendAsync(Two, Cancel);
        Assert.Single(_mails.Messages);
    }

    [Fact]
    public async Task Webhook_IsJsonAndSigned()
    {
        string file = Path.Combine(_folder, "secret");
        await File.WriteAllTextAsync(file, "the secret\n", Cancel);
        await Webhook(Settings(alerts => alerts with { WebhookSecretFile = file })).SendAsync(Two, Cancel);
        (IReadOnlyDictionary<string, string> headers, string body) = Assert.Single(_hooks.Posts);
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData("the secret"u8.ToArray(), Encoding.UTF8.GetBytes($"{JobSamples.Start.ToUnixTimeSeconds()}.{body}")));
        Assert.Equal(($"{JobSamples.Start.ToUnixTimeSeconds()}", $"sha256={signature}"), (headers["Monitas-Timestamp"], headers["Monitas-Signature"]));
        using JsonDocument json = JsonDocument.Parse(body);
        Assert.Equal("1 failed, 1 overdue", json.RootElement.GetProperty("title").GetString());
        Assert.Equal(["Failed", "Overdue"], json.RootElement.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Webhook_ForNtfyAndSlack_HasTheirForm()
    {
        await Webhook(Settings(alerts => alerts with { WebhookFormat = WebhookFormat.Ntfy })).SendAsync([Two[0]], Cancel);
        await Webhook(Settings(alerts => alerts with { WebhookFormat = WebhookFormat.Slack })).SendAsync([Two[1]], Cancel);
        Assert.Equal("2026-05-04 10:00  Backup of büro failed (job 6): The disk broke.\n", _hooks.Posts[0].Body);
        Assert.Equal(("=?UTF-8?B?QmFja3VwIG9mIGLDvHJvIGZhaWxlZCAoam9iIDYp?=", "high"), (_hooks.Posts[0].Headers["Title"], _hooks.Posts[0].Headers["Priority"]));
        using JsonDocument json = JsonDocument.Parse(_hooks.Posts[1].Body);
        Assert.Equal("*desk is overdue*\n2026-05-04 09:00  desk is overdue: its newest archive is 3 days old.\n", json.RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Webhook_ThatIsRefused_SaysWhy_WithoutWhatTheAddressHides()
    {
        _hooks.Status = 403;
        AlertException refused = await Assert.ThrowsAsync<AlertException>(() => Webhook(Settings()).SendAsync(Two, Cancel));
        Assert.StartsWith($"http://127.0.0.1:{_hooks.Port}/hook answered with status 403", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailedJob_ArrivesByBothWays_AlsoWhenOneIsAwayForAWhile_AndOnceOnly()
    {
        await using ApiHarness server = await ApiHarness.StartAsync(settings => settings with { Alerts = Settings().Alerts });
        server.AddPc();
        await Runner(server).RunOnceAsync(Cancel);
        JobId job = (await server.Engine.CreateAsync(JobKind.Backup, server.Catalog.ListMachines()[0], new Monitas.Catalog.Records.JobParameters(), "root", Cancel)).Id;
        await server.HelloAsync(Contracts.Machines.AgentEnvironment.Live, JobSamples.Live("boot"));
        await server.SayAsync(new JobStarted { Job = job });
        await server.SayAsync(new JobFinished { Job = job, Outcome = JobOutcome.Failed, Message = "The disk broke." });
        _hooks.Status = 500;
        await Runner(server).RunOnceAsync(Cancel);
        Assert.Contains("[Monitas] Backup of pc failed (job 1)", _mails.Messages.Select(mail => mail.Subject));
        _hooks.Posts.Clear();
        _hooks.Status = 200;
        _clock.Advance(TimeSpan.FromMinutes(5));
        await Runner(server).RunOnceAsync(Cancel);
        Assert.Contains("Backup of pc failed (job 1): The disk broke.", Assert.Single(_hooks.Posts).Body, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromHours(1));
        await Runner(server).RunOnceAsync(Cancel);
        Assert.Single(_hooks.Posts);
        Assert.Single(_mails.Messages);

        AlertRunner Runner(ApiHarness of) => new(of.Catalog, of.Settings, [new MailSender(of.Settings, _clock), Webhook(of.Settings)], _clock, NullLogger<AlertRunner>.Instance);
    }

    [Fact]
    public async Task Test_SaysWhatWasTaken()
    {
        await using ApiHarness server = await ApiHarness.StartAsync(settings => settings with { Alerts = Settings().Alerts });
        CliRun run = await server.RunAsync("alert", "test");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Equal($"mail: taken, to admin@example.org, deputy@example.org.\nwebhook: taken, to http://127.0.0.1:{_hooks.Port}/hook.\n", run.Output);
        _mails.Refuses = true;
        run = await server.RunAsync("alert", "test");
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("! mail: The mail server 127.0.0.1:", run.Output, StringComparison.Ordinal);
        await using ApiHarness without = await ApiHarness.StartAsync();
        run = await without.RunAsync("alert", "test");
        Assert.Contains("No alerts are set up", run.Error, StringComparison.Ordinal);
    }

    private WebhookSender Webhook(ServerSettings settings) => new(settings, _http, _clock);

    private ServerSettings Settings(Func<AlertSettings, AlertSettings>? change = null) => new()
    {
        Alerts = (change ?? (alerts => alerts))(new AlertSettings
        {
            MailTo = ["admin@example.org", "deputy@example.org"],
            MailFrom = "monitas@example.org",
            SmtpHost = "127.0.0.1",
            SmtpPort = _mails.Port,
            Webhook = new Uri($"http://127.0.0.1:{_hooks.Port}/hook?token=hidden"),
            Overdue = TimeSpan.Zero,
            StoreFullPercent = 100,
        }),
    };
}
