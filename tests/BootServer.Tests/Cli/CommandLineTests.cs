using System;
using System.Collections;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Cli;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Cli;

public sealed class CommandLineTests : IAsyncLifetime
{
    private ApiHarness _h = null!;

    public async ValueTask InitializeAsync() => _h = await ApiHarness.StartAsync();

    public ValueTask DisposeAsync() => _h.DisposeAsync();

    [Fact]
    public async Task NoArguments_ShowTheStatus()
    {
        _h.AddPc();
        CliRun run = await _h.RunAsync();
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("https://backup.example.org:8443", run.Output, StringComparison.Ordinal);
        Assert.Contains("proxy on eth0 (10.0.0.1)", run.Output, StringComparison.Ordinal);
        Assert.Matches("pc +not connected +- +1 of ", run.Output);
        Assert.Contains("Nothing to do", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_Json_IsOneDocument()
    {
        _h.AddPc();
        using JsonDocument status = Json(await _h.RunAsync("status", "--json"));
        Assert.Equal("pc", status.RootElement.GetProperty("machines")[0].GetProperty("machine").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, status.RootElement.GetProperty("machines")[0].GetProperty("machine").GetProperty("credential").ValueKind);
    }

    [Fact]
    public async Task Token_PrintsAllThatIsToBeTyped()
    {
        CliRun run = await _h.RunAsync("machine", "token", "pc7");
        string line = run.Output.Split('\n').Single(l => l.Contains("monitas-agent enroll", StringComparison.Ordinal));
        Assert.StartsWith("  monitas-agent enroll https://backup.example.org:8443 --token mt1.", line, StringComparison.Ordinal);
        Assert.True(EnrollToken.TryParse(line[(line.LastIndexOf(' ') + 1)..], out EnrollToken? token));
        Assert.Equal(_h.CaFingerprint, token.CaFingerprint);
        Assert.Equal("pc7", _h.Catalog.TryUseToken(SecretDigest.Of(token.Secret), DateTimeOffset.UtcNow)!.MachineName);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("machine", "token", "-x/..")).Code);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("machine", "token", "pc7", "--hours", "0")).Code);
    }

    [Fact]
    public async Task Machine_AddShowRemove_RoundTrip()
    {
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("machine", "add", "lab", "--mac", "52-54-00-AA-BB-CC")).Code);
        Assert.Equal(ExitCode.Refused, (await _h.RunAsync("machine", "add", "LAB")).Code);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("machine", "add", "lab2", "--mac", "nonsense")).Code);
        CliRun show = await _h.RunAsync("machine", "show", "lab");
        Assert.Contains("52:54:00:aa:bb:cc", show.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("machine", "remove", "lab")).Code);
        CliRun gone = await _h.RunAsync("machine", "show", "lab");
        Assert.Equal(ExitCode.Failed, gone.Code);
        Assert.Contains("There is no machine named 'lab'", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machine_AddCard_IsKnownByItUnlessAnotherMachineHasIt()
    {
        await _h.RunAsync("machine", "add", "desk", "--mac", "52:54:00:00:00:01");
        await _h.RunAsync("machine", "add", "lab", "--mac", "52:54:00:00:00:02");
        CliRun added = await _h.RunAsync("machine", "add-card", "desk", "52-54-00-00-00-03");
        Assert.Equal((ExitCode.Done, "desk is known by 52:54:00:00:00:01, 52:54:00:00:00:03.\n"), (added.Code, added.Output));
        Assert.Equal("desk", _h.Catalog.FindMachineByMac("52:54:00:00:00:03")!.Name);
        Assert.Contains("52:54:00:00:00:03 (given by you", (await _h.RunAsync("machine", "show", "desk")).Output, StringComparison.Ordinal);

        CliRun taken = await _h.RunAsync("machine", "add-card", "desk", "52:54:00:00:00:02");
        Assert.Equal(ExitCode.Refused, taken.Code);
        Assert.Contains("monitas-server machine remove-card lab 52:54:00:00:00:02", taken.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("machine", "add-card", "desk", "nonsense")).Code);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("machine", "add-card", "desk")).Code);
        Assert.Equal(ExitCode.Failed, (await _h.RunAsync("machine", "add-card", "nobody", "52:54:00:00:00:04")).Code);

        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("machine", "remove-card", "lab", "52:54:00:00:00:09")).Code);
        CliRun removed = await _h.RunAsync("machine", "remove-card", "lab", "52:54:00:00:00:02", "--json");
        using JsonDocument lab = JsonDocument.Parse(removed.Output);
        Assert.Equal(0, lab.RootElement.GetProperty("machine").GetProperty("macAddresses").GetArrayLength());
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("machine", "add-card", "desk", "52:54:00:00:00:02")).Code);
    }

    [Fact]
    public async Task Machine_WithOpenJob_IsNotRemoved()
    {
        _h.AddPc();
        await _h.RunAsync("backup", "pc");
        Assert.Equal(ExitCode.Refused, (await _h.RunAsync("machine", "remove", "pc")).Code);
    }

    [Fact]
    public async Task Backup_Wait_EndsWithTheJobsExitCode()
    {
        _h.AddPc();
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        Task<CliRun> running = _h.RunAsync("backup", "pc", "--wait");
        JobId job = await StartedAsync();
        await _h.SayAsync(new JobStarted { Job = job });
        await _h.SayAsync(new JobProgress { Job = job, Phase = JobPhase.Backup, DoneBytes = 512 << 10, TotalBytes = 1 << 20, DoneFiles = 3 });
        await _h.SayAsync(new JobLog { Job = job, Text = "left out: /x", Warning = true });
        await _h.SayAsync(new JobFinished { Job = job, Outcome = JobOutcome.Warnings, Message = "Archive 2 is made.", Warnings = ["one file changed"] });
        CliRun run = await running;
        Assert.Equal(ExitCode.Warnings, run.Code);
        Assert.Contains("finished with warnings: Archive 2 is made.", run.Output, StringComparison.Ordinal);
        Assert.Contains("! left out: /x", run.Output, StringComparison.Ordinal);
        Assert.Contains("! one file changed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_WaitJson_HasOnlyTheDocumentOnTheOutput()
    {
        _h.AddPc();
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        Task<CliRun> running = _h.RunAsync("backup", "pc", "--wait", "--json");
        JobId job = await StartedAsync();
        await _h.SayAsync(new JobFinished { Job = job, Outcome = JobOutcome.Succeeded, Message = "Done." });
        using JsonDocument end = Json(await running);
        Assert.Equal("succeeded", end.RootElement.GetProperty("state").GetString(), ignoreCase: true);
    }

    [Fact]
    public async Task Compare_Differences_AreShownAndGiveExitCode3()
    {
        _h.AddPc();
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        Task<CliRun> running = _h.RunAsync("compare", "pc");
        JobId job = await StartedAsync();
        await _h.SayAsync(new JobFinished
        {
            Job = job,
            Outcome = JobOutcome.Succeeded,
            Message = "Compared.",
            Differences =
            [
                new Difference { Path = "/etc"u8.ToArray(), Kind = DifferenceKind.Metadata, Detail = "its time", IsConsequence = true },
                new Difference { Path = [.. "/etc/"u8, 0xff], Kind = DifferenceKind.Content, Detail = "differs" },
            ],
        });
        CliRun run = await running;
        Assert.Equal(ExitCode.Warnings, run.Code);
        Assert.Matches(@"content +/etc/\\xff +differs", run.Output);
        Assert.DoesNotContain("its time", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 difference. The time of 1 directory differs too", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_PathsAsBytes_ReachTheOrder()
    {
        _h.AddPc();
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        CliRun run = await _h.RunAsync("restore", "pc", "/etc/hosts", @"/srv/\xff\\x", "--to", "/tmp/back");
        Assert.Equal(ExitCode.Done, run.Code);
        var order = Assert.IsType<RestoreOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order);
        Assert.Equal(["2F6574632F686F737473", "2F7372762FFF5C78"], order.Paths.Select(Convert.ToHexString));
        Assert.Equal("/tmp/back", order.ToDirectory);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("restore", "pc", "etc/hosts")).Code);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("restore", "pc")).Code);
        Assert.Equal(ExitCode.Failed, (await _h.RunAsync("restore", "pc", "/x", "--archive", "7")).Code);
    }

    [Fact]
    public async Task Order_NoArchiveOrNoAgent_SaysWhatToDo()
    {
        await _h.RunAsync("machine", "add", "new");
        Assert.Contains("monitas-server backup new", (await _h.RunAsync("compare", "new")).Error, StringComparison.Ordinal);
        CliRun backup = await _h.RunAsync("backup", "new");
        Assert.Equal(ExitCode.BadUsage, backup.Code);
        Assert.Contains("monitas-server machine token new", backup.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rebuild_Yes_RunsToTheBeacon()
    {
        _h.AddPc();
        Task<CliRun> running = _h.RunAsync("rebuild", "pc", "--yes");
        JobId job = await StartedAsync();
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        await _h.SayAsync(new JobFinished { Job = job, Outcome = JobOutcome.Succeeded, Message = "Restored." });
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-1"));
        CliRun run = await running;
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("Disks when the archive was made (BIOS, boot loader grub)", run.Output, StringComparison.Ordinal);
        Assert.Contains("The plan for pc will be made when it has started over the network", run.Output, StringComparison.Ordinal);
        Assert.Contains("Switch the PC on, network boot first", run.Output, StringComparison.Ordinal);
        Assert.Contains("Everything on these disks will be destroyed", run.Output, StringComparison.Ordinal);
        Assert.Contains("pc is rebuilt and has started from its own disk", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pc\n", true)]
    [InlineData("no\n", false)]
    [InlineData("", false)]
    public async Task Rebuild_AtATerminal_AsksForTheName(string typed, bool approved)
    {
        _h.AddPc();
        Task<CliRun> running = _h.RunAsync(typed, isInteractive: true, "rebuild", "pc");
        JobId job = await StartedAsync();
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        if (approved)
        {
            await UntilAsync(() => _h.Catalog.FindJob(job)!.State == JobState.Running);
            await _h.SayAsync(new JobFinished { Job = job, Outcome = JobOutcome.Failed, Message = "sfdisk failed." });
        }
        CliRun run = await running;
        Assert.Equal(approved ? ExitCode.Failed : ExitCode.Refused, run.Code);
        Assert.Equal(approved ? JobState.Failed : JobState.WaitingForApproval, _h.Catalog.FindJob(job)!.State);
        Assert.Contains("Type the machine's name (pc) to approve", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rebuild_PlanOnly_OrdersNothing()
    {
        _h.AddPc();
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        CliRun run = await _h.RunAsync("rebuild", "pc", "--plan-only", "--disk", "serial=NEW1");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("Provisional plan", run.Output, StringComparison.Ordinal);
        Assert.Empty(_h.Catalog.ListJobs());
        _h.Planning.Refusals = ["No disk is large enough."];
        CliRun refused = await _h.RunAsync("rebuild", "pc", "--plan-only", "--json");
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("No disk is large enough.", refused.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("rebuild", "pc", "--disk", "/dev/sda")).Code);
    }

    [Fact]
    public async Task Job_ApproveCancelShowLog_Work()
    {
        _h.AddPc();
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("rebuild", "pc", "--no-wait")).Code);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Equal(ExitCode.Refused, (await _h.RunAsync("job", "approve", "1")).Code);
        Assert.Equal(ExitCode.Refused, (await _h.RunAsync("job", "approve", "1", "--yes", "--plan", "0000")).Code);
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("job", "approve", "1", "--yes")).Code);
        await _h.SayAsync(new JobLog { Job = new JobId(1), Text = "cleared disk0" });
        Assert.Contains("cleared disk0", (await _h.RunAsync("job", "log", "1")).Output, StringComparison.Ordinal);
        Assert.Contains("approved", (await _h.RunAsync("job", "show", "1")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("job", "cancel", "1")).Code);
        Assert.Single(_h.Sessions.Take<CancelJob>());
        await _h.SayAsync(new JobFinished { Job = new JobId(1), Outcome = JobOutcome.Cancelled, Message = "Stopped." });
        Assert.Equal(ExitCode.Refused, (await _h.RunAsync("job", "cancel", "1")).Code);
        Assert.Equal(ExitCode.Failed, (await _h.RunAsync("job", "wait", "1")).Code);
        Assert.Contains("cancelled", (await _h.RunAsync("job", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, (await _h.RunAsync("job", "show", "99")).Code);
    }

    [Fact]
    public async Task Watch_CtrlC_LeavesTheJobAloneAndSaysHowToGoOn()
    {
        _h.AddPc();
        var output = new LineWriter();
        var error = new StringWriter();
        using var ctrlC = new CancellationTokenSource();
        var commandLine = new CommandLine(new CliTerminal(output, error, TextReader.Null, false), new Hashtable(), TimeProvider.System, (_, _) => Task.FromResult(ExitCode.Done));
        Task<int> running = commandLine.RunAsync(["backup", "pc", "--wait", "--socket", _h.Settings.Socket], ctrlC.Token);
        JobId job = await StartedAsync();
        await UntilAsync(() => output.Lines.Any(line => line.Contains("waiting for the machine", StringComparison.Ordinal)));
        await ctrlC.CancelAsync();
        Assert.Equal((int)ExitCode.Failed, await running);
        Assert.Contains("Job 1 goes on. Watch it: monitas-server job wait 1", error.ToString(), StringComparison.Ordinal);
        Assert.False(_h.Catalog.FindJob(job)!.State.IsFinal());
    }

    [Fact]
    public async Task ArchiveAndVolume_Lists_AreShown()
    {
        _h.AddPc();
        Assert.Matches("pc +1 +.* 12 +3.0 MiB", (await _h.RunAsync("archive", "list")).Output);
        Assert.Contains("ext4 /", (await _h.RunAsync("archive", "show", "pc")).Output, StringComparison.Ordinal);
        Assert.Contains("ext4 /", (await _h.RunAsync("archive", "show", "pc", JobSamples.Archive.ToString()[..8])).Output, StringComparison.Ordinal);
        Assert.Contains("4.0 MiB", (await _h.RunAsync("volume", "list")).Output, StringComparison.Ordinal);
        CliRun verify = await _h.RunAsync("archive", "verify", "pc");
        Assert.Equal(ExitCode.Failed, verify.Code);
        Assert.Contains("is away: it holds none of the 1 volumes that it should", verify.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, (await _h.RunAsync("archive", "ls", "pc")).Code);
    }

    [Fact]
    public async Task Boot_StatusAndLog_AreShown()
    {
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("boot", "status")).Code);
        _h.BootProblems.Add("Port 67 is taken.");
        Assert.Equal(ExitCode.Warnings, (await _h.RunAsync("boot", "status")).Code);
        string log = (await _h.RunAsync("boot", "log")).Output;
        Assert.Contains("pc  52:54:00:00:00:01", log, StringComparison.Ordinal);
        Assert.Contains("+0.0 s  asked for a boot file as UEFI x64, and was offered snponly.efi", log, StringComparison.Ordinal);
        Assert.Contains("What to do: ", log, StringComparison.Ordinal);
        Assert.Contains("boot doctor", (await _h.RunAsync("boot", "log", "elsewhere")).Output, StringComparison.Ordinal);
        using JsonDocument stories = Json(await _h.RunAsync("boot", "log", "pc", "--json"));
        Assert.Equal("noAddress", stories.RootElement[0].GetProperty("verdict").GetProperty("cause").GetString(), ignoreCase: true);
        Assert.Equal("snponly.efi", stories.RootElement[0].GetProperty("steps")[0].GetProperty("file").GetString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("backup")]
    [InlineData("status --wait")]
    [InlineData("job list --max many")]
    public async Task BadUsage_IsExitCode2(string arguments)
    {
        CliRun run = await _h.RunAsync(arguments.Split(' '));
        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoDaemon_IsExitCode5()
    {
        var error = new StringWriter();
        var commandLine = new CommandLine(new CliTerminal(TextWriter.Null, error, TextReader.Null, false), new Hashtable(), TimeProvider.System, (_, _) => Task.FromResult(ExitCode.Done));
        int code = await commandLine.RunAsync(["status", "--socket", _h.Settings.Socket + ".not"], TestContext.Current.CancellationToken);
        Assert.Equal((int)ExitCode.Unreachable, code);
        Assert.Contains("is monitas-server running", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Daemon_BadSettings_ExitCode1WithAllErrors()
    {
        var error = new StringWriter();
        var commandLine = new CommandLine(new CliTerminal(TextWriter.Null, error, TextReader.Null, false), new Hashtable(), TimeProvider.System, (_, _) => Task.FromResult(ExitCode.Done));
        int code = await commandLine.RunAsync(["-d", "--set", "server:https-port=0", "--set", "netboot:mode=x"], TestContext.Current.CancellationToken);
        Assert.Equal((int)ExitCode.Failed, code);
        Assert.Equal(2, error.ToString().TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Daemon_GoodSettings_GetsThem()
    {
        ServerSettings? got = null;
        var commandLine = new CommandLine(new CliTerminal(TextWriter.Null, TextWriter.Null, TextReader.Null, false), new Hashtable(), TimeProvider.System, (settings, _) =>
        {
            got = settings;
            return Task.FromResult(ExitCode.Done);
        });
        Assert.Equal(0, await commandLine.RunAsync(["-d", "--set", "server:https-port=9"], TestContext.Current.CancellationToken));
        Assert.Equal(9, got!.HttpsPort);
    }

    /// <summary>Keeps whole lines; may be looked at while another thread writes.</summary>
    private sealed class LineWriter : StringWriter
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public override void WriteLine(string? value) => Lines.Enqueue(value ?? "");
    }

    private static JsonDocument Json(CliRun run)
    {
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error.Contains("monitas-server:", StringComparison.Ordinal) ? run.Error : ""));
        return JsonDocument.Parse(run.Output);
    }

    /// <summary>The first job, once there is one and it has gone as far as it can by itself.</summary>
    private async Task<JobId> StartedAsync()
    {
        await UntilAsync(() => _h.Catalog.ListJobs() is [{ State: not JobState.Queued }]);
        return new JobId(1);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
