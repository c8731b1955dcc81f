using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Boot.Images;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Cli;

public sealed class BootCommandTests : IAsyncLifetime
{
    private ApiHarness _h = null!;

    public async ValueTask InitializeAsync() => _h = await ApiHarness.StartAsync();

    public ValueTask DisposeAsync() => _h.DisposeAsync();

    [Fact]
    public async Task Pair_AWaitingPc_MakesItAMachine()
    {
        Assert.Contains("unknown-machines = pair", (await _h.RunAsync("machine", "waiting")).Output, StringComparison.Ordinal);
        string secret = _h.Waiting.TryIssue(new MacAddress(7))!;
        string code = PairingCode.Of(secret);
        MachineFacts facts = new() { BootId = "b", Model = "Dell OptiPlex", SerialNumber = "5XK2", MacAddresses = ["52:54:00:00:00:07"], Disks = [new DiskFacts { Path = "/dev/sda", SizeBytes = 1L << 30 }] };
        Assert.NotNull(_h.Waiting.TryAsk(new EnrollRequest { Secret = secret, AgentVersion = "1", Facts = facts }, null, out _));

        Assert.Contains(code, (await _h.RunAsync("machine", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("5XK2", (await _h.RunAsync("status")).Output, StringComparison.Ordinal);
        using (JsonDocument status = Json(await _h.RunAsync("status", "--json")))
        {
            Assert.Equal(code, status.RootElement.GetProperty("waiting")[0].GetProperty("code").GetString());
        }

        using (JsonDocument waiting = Json(await _h.RunAsync("machine", "waiting", "--json")))
        {
            Assert.Equal("52:54:00:00:00:07", waiting.RootElement[0].GetProperty("macAddresses")[0].GetString());
        }

        CliRun wrong = await _h.RunAsync("machine", "pair", "BCDF-GHJK", "lab-1");
        Assert.Equal(ExitCode.Failed, wrong.Code);
        Assert.Contains("No waiting PC shows the code", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("machine", "pair", code, "no/name")).Code);
        CliRun paired = await _h.RunAsync("machine", "pair", code, "lab-1", "--json");
        using JsonDocument machine = Json(paired);
        Assert.Equal("lab-1", machine.RootElement.GetProperty("machine").GetProperty("name").GetString());
        Assert.Equal("52:54:00:00:00:07", Assert.Single(_h.Catalog.FindMachineByName("lab-1")!.MacAddresses));
        Assert.DoesNotContain(code, (await _h.RunAsync("machine", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wake_AMachine_SaysWhereThePacketsWentAndWhatCannotBeKnown()
    {
        await _h.RunAsync("machine", "add", "lab", "--mac", "52:54:00:aa:bb:cc");
        CliRun run = await _h.RunAsync("machine", "wake", "lab");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("to 10.0.0.255 by eth0", run.Output, StringComparison.Ordinal);
        Assert.Contains("Nobody answers such a packet", run.Output, StringComparison.Ordinal);
        Assert.Equal(["52:54:00:aa:bb:cc"], _h.Waker.Woken);
        using JsonDocument reply = Json(await _h.RunAsync("machine", "wake", "lab", "--json"));
        Assert.Equal("10.0.0.255 by eth0", reply.RootElement.GetProperty("sentTo")[0].GetString());
        await _h.RunAsync("machine", "add", "nameless");
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("machine", "wake", "nameless")).Code);
        _h.Waker.Failure = "No interface.";
        Assert.Contains("No interface.", (await _h.RunAsync("machine", "wake", "lab")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_WithFindings_ExitsWith3AndSaysWhatToDo()
    {
        CliRun healthy = await _h.RunAsync("boot", "doctor");
        Assert.Equal(ExitCode.Done, healthy.Code);
        Assert.Contains("Nothing is wrong. Looked at: ", healthy.Output, StringComparison.Ordinal);
        _h.Findings.Add(new Finding("firewall", true, "UDP 69 is blocked.", "Open it."));
        _h.Findings.Add(new Finding("secure-boot", false, "All is well.", ""));
        CliRun ill = await _h.RunAsync("boot", "doctor", "--interface", "eth9", "--probe");
        Assert.Equal(ExitCode.Warnings, ill.Code);
        Assert.Contains("! UDP 69 is blocked.\n  What to do: Open it.\n- All is well.\nLooked at: interface eth9, probe True.", ill.Output, StringComparison.Ordinal);
        CliRun json = await _h.RunAsync("boot", "doctor", "--json");
        Assert.Equal(ExitCode.Warnings, json.Code);
        using JsonDocument report = Json(json);
        Assert.Equal("firewall", report.RootElement.GetProperty("findings")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Image_BuildImportUse_EndInAServedImage()
    {
        string made = Path.Combine(_h.Settings.StateDirectory, "made");
        SampleImage.Write(made, "made");
        CliRun imported = await _h.RunAsync("boot", "image", "import", made);
        Assert.Equal(ExitCode.Done, imported.Code);
        Assert.Contains("PCs now get the boot image", imported.Output, StringComparison.Ordinal);

        // A build script is a program that fills --out; this one copies what was made before.
        string script = Path.Combine(_h.Settings.StateDirectory, "build.sh");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\n[ \"$1 $3\" = '--agent --out' ] && cp {made}/* \"$4\"/ && echo built\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        CliRun built = await _h.RunAsync("boot", "image", "build", "--script", script, "--agent", "/bin/true", "--json");
        using JsonDocument image = Json(built);
        string id = image.RootElement.GetProperty("id").GetString()!;
        Assert.Contains("built", built.Error, StringComparison.Ordinal);

        using JsonDocument list = Json(await _h.RunAsync("boot", "image", "show", "--json"));
        Assert.True(list.RootElement.EnumerateArray().Single(i => i.GetProperty("id").GetString() == id).GetProperty("isServed").GetBoolean());
        Assert.Matches($"{id} +yes +amd64 +6.1.0-test .* good", (await _h.RunAsync("boot", "image", "show")).Output);
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("boot", "image", "use", id)).Code);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("boot", "image", "use", "nosuch")).Code);
        Assert.Equal(ExitCode.Failed, (await _h.RunAsync("boot", "image", "build", "--script", "/bin/false", "--agent", "/bin/true")).Code);
    }

    [Fact]
    public async Task Rebuild_OfAMachineThatIsOff_WakesItAndSaysSoInTheJobsLog()
    {
        _h.AddPc();
        _h.Catalog.UpdateMachine(JobSamples.Machine, m => m with { MacAddresses = ["52:54:00:00:00:01"] });
        Task<CliRun> running = _h.RunAsync("rebuild", "pc", "--yes");
        while (_h.Catalog.ListOpenJobs().Count == 0 || _h.Catalog.ListJobLog(_h.Catalog.ListOpenJobs()[0].Id).Count == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        JobRecord job = Assert.Single(_h.Catalog.ListOpenJobs());
        await _h.RunAsync("job", "cancel", job.Id.ToString());
        await running;
        Assert.Equal(["52:54:00:00:00:01"], _h.Waker.Woken);
        Assert.Contains("Sent wake-up packets for 52:54:00:00:00:01 to 10.0.0.255 by eth0", Assert.Single(_h.Catalog.ListJobLog(job.Id)).Text, StringComparison.Ordinal);
    }

    private static JsonDocument Json(CliRun run) => JsonDocument.Parse(run.Output);
}
