using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Boot.WakeOnLan;
using Monitas.BootServer.Schedules;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Schedules;

/// <summary>The schedule from its file to jobs in the catalog, and the commands on it.</summary>
public sealed class ScheduleCommandTests : IAsyncLifetime
{
    private ApiHarness _server = null!;
    private FakeTimeProvider _clock = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiHarness.StartAsync();
        _server.AddPc();
        _clock = new FakeTimeProvider(JobSamples.Start);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Backup_IsOrderedWhenItIsDue_AndOnceOnly()
    {
        Write("backup pc daily 12:00\nverify store daily 12:00\ncompare pc daily 12:30");
        await _server.HelloAsync(AgentEnvironment.Live, JobSamples.Live("boot"));
        await RunAsync();
        Assert.Empty(_server.Catalog.ListJobs());
        _clock.Advance(TimeSpan.FromHours(2.25));
        await RunAsync();
        await RunAsync();
        Assert.Equal([JobKind.Backup, JobKind.Verify], _server.Catalog.ListJobs().Select(job => job.Kind).Order());
        JobRecord backup = _server.Catalog.ListJobs().Single(job => job.Kind == JobKind.Backup);
        Assert.Equal("ordered by line 1 of the schedule (backup pc daily 12:00)", backup.Events[0].Text);

        // The comparison waits until the backup is over.
        _clock.Advance(TimeSpan.FromMinutes(30));
        await RunAsync();
        Assert.Equal(2, _server.Catalog.ListJobs().Count);
        await _server.Engine.CancelAsync(backup.Id, "root", CancellationToken.None);
        await _server.SayAsync(new JobFinished { Job = backup.Id, Outcome = JobOutcome.Cancelled, Message = "Stopped." });
        await RunAsync();
        JobRecord compare = _server.Catalog.ListJobs().Single(job => job.Kind == JobKind.Compare);
        Assert.Equal(JobSamples.Archive, compare.Parameters.Archive);
    }

    [Fact]
    public async Task Marks_OutliveTheServer()
    {
        Write("backup pc daily 12:00");
        await RunAsync();
        _clock.Advance(TimeSpan.FromDays(3));
        await _server.HelloAsync(AgentEnvironment.Live, JobSamples.Live("boot"));
        await RunAsync();
        Assert.Single(_server.Catalog.ListJobs());
    }

    [Fact]
    public async Task Line_ThatIsAwayForAMoment_OwesWhatItOwed_AndNothingAfterADay()
    {
        ScheduleRunner runner = Runner();
        Write("backup pc daily 12:00");
        await runner.RunOnceAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromHours(3));
        Write("");
        await runner.RunOnceAsync(CancellationToken.None);
        Write("backup pc daily 12:00");
        await _server.HelloAsync(AgentEnvironment.Live, JobSamples.Live("boot"));
        await runner.RunOnceAsync(CancellationToken.None);
        Assert.Single(_server.Catalog.ListJobs());

        Write("# nothing");
        await runner.RunOnceAsync(CancellationToken.None);
        Assert.Single(_server.Catalog.ListScheduleMarks());
        _clock.Advance(TimeSpan.FromDays(1));
        await runner.RunOnceAsync(CancellationToken.None);
        Assert.Empty(_server.Catalog.ListScheduleMarks());
    }

    [Fact]
    public async Task FileWithAnError_DoesNotCount_AndTheOldOneGoesOn()
    {
        Write("backup pc daily 12:00");
        await RunAsync();
        Write("backup pc daily 13:00\nbakup pc daily 14:00");
        CliRun shown = await _server.RunAsync("schedule", "show");
        Assert.Equal(ExitCode.Warnings, shown.Code);
        Assert.Contains("backup pc daily 12:00", shown.Output, StringComparison.Ordinal);
        Assert.Contains("line 2: a line begins with backup, compare, verify, prune, not with 'bakup': did you mean backup?", shown.Output, StringComparison.Ordinal);
        Assert.Contains("has an error and does not count (line 2:", (await _server.RunAsync("status")).Output, StringComparison.Ordinal);

        // A server that starts on the faulty file finds what counted before.
        ScheduleKeeper next = new(_server.Settings, _clock, NullLogger<ScheduleKeeper>.Instance);
        Assert.Equal("backup pc daily 12:00", Assert.Single(next.Refresh().Lines).Text);
        Assert.Single(next.Standing.Errors);
        Write("backup pc daily 13:00");
        Assert.Equal("backup pc daily 13:00", Assert.Single(next.Refresh().Lines).Text);
        Assert.Empty(next.Standing.Errors);
    }

    [Fact]
    public async Task Check_TellsAllThatIsWrong_AndWhatIsOdd()
    {
        string file = Path.Combine(_server.Settings.StateDirectory, "draft");
        File.WriteAllText(file, "backup desk9,pc daily 12:00\nbackup @lab daily 99:00\nprune\n");
        CliRun run = await _server.RunAsync("schedule", "check", file);
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("note on line 1: there is no machine 'desk9'.", run.Output, StringComparison.Ordinal);
        Assert.Contains("! " + file + ": line 2: '99:00' is no time of day", run.Output, StringComparison.Ordinal);
        Assert.Contains("! " + file + ": line 3: write prune store", run.Output, StringComparison.Ordinal);

        File.WriteAllText(file, "backup pc daily 12:00\nbackup * daily 12:00\n");
        run = await _server.RunAsync("schedule", "check", file);
        Assert.Equal(ExitCode.Warnings, run.Code);
        Assert.Contains("says the same as line 1 for pc", run.Output, StringComparison.Ordinal);

        File.WriteAllText(file, "backup pc daily 12:00\n");
        run = await _server.RunAsync("schedule", "check", file);
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("is in order: 1 line.", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, (await _server.RunAsync("schedule", "check", file + ".none")).Code);
    }

    [Fact]
    public async Task Next_ShowsWhatIsDueAndWhatComes()
    {
        Write("backup pc every 5m\nprune store 2099-12-24 20:00");
        Assert.Matches("schedule 2 lines, next 20.* for pc", (await _server.RunAsync("status")).Output);
        CliRun run = await _server.RunAsync("schedule", "next");
        Assert.Equal(ExitCode.Done, run.Code);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Matches(@"^20\d\d-\d\d-\d\d \d\d:\d[05]:00  pc +1 +backup pc every 5m", lines[1]);
        Assert.Matches("^2099-12-24 20:00:00  the store  2 +prune store", lines[2]);
        using JsonDocument json = JsonDocument.Parse((await _server.RunAsync("schedule", "next", "pc", "--json")).Output);
        Assert.Equal("pc", Assert.Single(json.RootElement.EnumerateArray()).GetProperty("machine").GetString());
        Assert.Equal(ExitCode.Failed, (await _server.RunAsync("schedule", "next", "nobody")).Code);
    }

    [Fact]
    public async Task Status_TellsWhatIsDueAndWaits()
    {
        Write("backup pc daily 12:00");
        _server.Catalog.ChangeScheduleMarks([new ScheduleMarkRecord { Line = "backup daily 12:00", Machine = JobSamples.Machine, Handled = JobSamples.Start }], []);
        Assert.Matches(@"! 1 turn of the schedule is due, the first since 20.* for pc \(the machine is not connected\)", (await _server.RunAsync("status")).Output);
        CliRun run = await _server.RunAsync("schedule", "next");
        Assert.Contains("DUE: the machine is not connected", run.Output, StringComparison.Ordinal);
    }

    private void Write(string text) => File.WriteAllText(_server.Settings.Schedule, text);

    /// <summary>One round of the schedule, at the test's time, in UTC, by a server that has just started.</summary>
    private Task RunAsync() => Runner().RunOnceAsync(CancellationToken.None);

    private ScheduleRunner Runner()
    {
        IServiceProvider services = _server.Services;
        ScheduleMoments moments = new(_server.Catalog, _server.Sessions, _server.Settings, _clock);
        return new ScheduleRunner(
            services.GetRequiredService<ScheduleKeeper>(), moments, _server.Catalog, _server.Engine, services.GetRequiredService<IWaker>(), _clock, NullLogger<ScheduleRunner>.Instance);
    }
}
