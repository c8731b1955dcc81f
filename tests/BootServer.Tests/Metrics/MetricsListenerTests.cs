using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Metrics;
using Monitas.BootServer.Tests.Alerts;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Xunit;

namespace Monitas.BootServer.Tests.Metrics;

/// <summary>What Prometheus gets, and what a watchdog does.</summary>
public sealed partial class MetricsListenerTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private readonly int _port = MailSink.FreePort();
    private ApiHarness _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiHarness.StartAsync(settings => settings with { MetricsListen = new IPEndPoint(IPAddress.Loopback, _port) });
        await _server.Services.GetRequiredService<MetricsListener>().StartAsync(Cancel);
        _http.BaseAddress = new Uri($"http://127.0.0.1:{_port}");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.Services.GetRequiredService<MetricsListener>().StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Metrics_TellOfMachinesJobsStoreAndSchedule()
    {
        MachineRecord pc = _server.AddPc();
        _server.Catalog.AddMachine(new MachineRecord { Id = JobSamples.Spare.Id, Name = "new", Group = "lab", Created = JobSamples.Start });
        await _server.HelloAsync(AgentEnvironment.Live, JobSamples.Live("boot"));
        await _server.Engine.CreateAsync(JobKind.Backup, pc, new JobParameters(), "root", Cancel);
        File.WriteAllText(_server.Settings.Schedule, "backup * daily 02:00\nnonsense\n");
        await _server.RunAsync("schedule", "show");

        string text = await _http.GetStringAsync("/metrics", Cancel);
        Assert.Equal($"{JobSamples.Start.ToUnixTimeSeconds()}", Value(text, "monitas_machine_last_backup_timestamp_seconds", "machine=\"pc\""));
        Assert.Equal("0", Value(text, "monitas_machine_last_backup_timestamp_seconds", "group=\"lab\"", "machine=\"new\""));
        Assert.Equal(("1", "0"), (Value(text, "monitas_machine_connected", "machine=\"pc\""), Value(text, "monitas_machine_connected", "machine=\"new\"")));
        Assert.Equal("1", Value(text, "monitas_jobs_open", "kind=\"backup\""));
        Assert.Equal(("4194304", "1", "0"), (Value(text, "monitas_store_used_bytes"), Value(text, "monitas_volumes"), Value(text, "monitas_volumes_damaged")));
        Assert.Equal(("0", "1", "1"), (Value(text, "monitas_schedule_due"), Value(text, "monitas_schedule_errors"), Value(text, "monitas_build_info")));
        Assert.True(double.Parse(Value(text, "monitas_store_disk_bytes"), null) >= double.Parse(Value(text, "monitas_store_free_bytes"), null));
    }

    [Fact]
    public async Task Dashboard_ShowsEachMetricAndNoOther()
    {
        MachineRecord pc = _server.AddPc();
        await _server.Engine.CreateAsync(JobKind.Backup, pc, new JobParameters(), "root", Cancel);
        string told = await _http.GetStringAsync("/metrics", Cancel);
        string dashboard = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "grafana-dashboard.json"), Cancel);
        using JsonDocument parsed = JsonDocument.Parse(dashboard);
        Assert.Equal("Monitas", parsed.RootElement.GetProperty("title").GetString());
        Assert.Equal(
            told.Split('\n').Where(line => line.StartsWith("# TYPE monitas_", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).Order(StringComparer.Ordinal),
            MetricName().Matches(dashboard).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Health_IsOkWhileTheStoreIsThere_AndSaysWhyWhenItIsNot()
    {
        Assert.Equal("ok\n", await _http.GetStringAsync("/healthz", Cancel));
        Assert.Equal("ok\n", await _http.GetStringAsync("/readyz", Cancel));
        _server.AddPc();
        using HttpResponseMessage away = await _http.GetAsync("/readyz", Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Contains("holds none of the 1 volumes that it should", await away.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("ok\n", await _http.GetStringAsync("/healthz", Cancel));
    }

    /// <summary>The value of the one sample of this name that has these labels.</summary>
    private static string Value(string text, string name, params string[] labels) =>
        text.Split('\n').Single(line => (line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal)) && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Split(' ') is [_, var value, ..] ? value : "";

    [GeneratedRegex("monitas_[a-z_]+")]
    private static partial Regex MetricName();
}
