using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Cli;

/// <summary>Options of backup and restore that the machine obeys.</summary>
public sealed class OrderOptionsTests : IAsyncLifetime
{
    private ApiHarness _h = null!;

    public async ValueTask InitializeAsync()
    {
        _h = await ApiHarness.StartAsync();
        _h.AddPc();
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
    }

    public ValueTask DisposeAsync() => _h.DisposeAsync();

    [Fact]
    public async Task Backup_Rules_ReachTheOrderAsLinesOfTheExcludeFile()
    {
        CliRun run = await _h.RunAsync("backup", "pc", "--exclude", "*.iso", "--exclude-caches", "--exclude-nodump", "--exclude-larger-than", "4G");

        Assert.Equal(ExitCode.Done, run.Code);
        BackupOrder order = Order<BackupOrder>();
        Assert.Equal(["*.iso", ":caches", ":nodump", ":larger-than 4G"], order.Excludes);
        Assert.False(order.DryRun);
    }

    [Fact]
    public async Task Backup_BadSize_IsBadUsage()
    {
        CliRun run = await _h.RunAsync("backup", "pc", "--exclude-larger-than", "huge");

        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.Contains("'huge' is no size", run.Error, StringComparison.Ordinal);
        Assert.Empty(_h.Catalog.ListJobs());
    }

    [Fact]
    public async Task Backup_DryRun_WaitsAndShowsTheLines()
    {
        Task<CliRun> running = _h.RunAsync("backup", "pc", "--dry-run");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        StartJob? sent;
        while ((sent = _h.Sessions.Take<StartJob>().SingleOrDefault()) is null)
        {
            await Task.Delay(5, limit.Token);
        }
        JobId job = new(1);
        Assert.True(Assert.IsType<BackupOrder>(sent.Order).DryRun);
        await _h.SayAsync(new JobLog { Job = job, Text = "Left out by the pattern /proc/*: /proc/1/ and 7 more in /proc" });
        await _h.SayAsync(new JobFinished { Job = job, Outcome = JobOutcome.Succeeded, Message = "No archive was made.", Figures = new System.Collections.Generic.Dictionary<string, long> { ["changedBytes"] = 4096 } });
        CliRun run = await running;

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("dry run of a backup of pc", run.Output, StringComparison.Ordinal);
        Assert.Contains("/proc/1/ and 7 more", run.Output, StringComparison.Ordinal);
        Assert.Contains("4.0 KiB", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_Owners_ReachTheOrder()
    {
        string map = Path.GetTempFileName();
        await File.WriteAllTextAsync(map, "# who\nuser joe 2001\ngroup 100000-165535 200000\n", TestContext.Current.CancellationToken);
        CliRun run = await _h.RunAsync("restore", "pc", "/home", "--ids-by-name", "--uid-map", map);
        await File.WriteAllTextAsync(map, "user joe\n", TestContext.Current.CancellationToken);
        CliRun bad = await _h.RunAsync("restore", "pc", "/home", "--uid-map", map);
        File.Delete(map);
        CliRun none = await _h.RunAsync("restore", "pc", "/home", "--uid-map", map);

        Assert.Equal(ExitCode.Done, run.Code);
        RestoreOrder order = Order<RestoreOrder>();
        Assert.True(order.OwnersByName);
        Assert.Equal(["# who", "user joe 2001", "group 100000-165535 200000"], order.OwnerRules);
        Assert.Equal(ExitCode.BadUsage, bad.Code);
        Assert.Contains("'user joe' is not 'user FROM TO'", bad.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, none.Code);
    }

    private T Order<T>()
        where T : Order => Assert.IsType<T>(_h.Sessions.Take<StartJob>().Single().Order);
}
