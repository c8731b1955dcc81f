using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Hooks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class HookTests : IDisposable
{
    private readonly ScratchDisk _disk = new();
    private readonly JobScene _scene;
    private readonly string _hooks;

    public HookTests()
    {
        _hooks = _disk.Make("hooks");
        string source = _disk.Make("source");
        _scene = new JobScene(source);
        _scene.Source = _scene.Source with { Hooks = new HookSettings { Directory = _hooks, Limit = TimeSpan.FromSeconds(30) } };
    }

    [Fact]
    public async Task Backup_AllHooks_RunInTurnAndAreHeard()
    {
        Hook("pre-backup", "echo made before > ../source/dump; echo out; echo err >&2");
        Hook("snapshot", "echo now");
        Hook("post-snapshot", "echo $MONITAS_HOOK of $MONITAS_MACHINE");
        Hook("post-backup", "echo it $MONITAS_OUTCOME");

        JobResult result = await _scene.BackupAsync();

        Assert.Equal(JobOutcome.Succeeded, result.Outcome);
        Assert.Equal(2, result.Figures["files"]);
        string[] lines = [.. _scene.Progress.Lines.Where(line => line.Contains(": ") && line.StartsWith('p') || line.StartsWith("snapshot", StringComparison.Ordinal))];
        Assert.Equal(["pre-backup: err", "pre-backup: out"], lines[..2].Order());
        Assert.Equal(["snapshot: now", "post-snapshot: post-snapshot of pc", "post-backup: it succeeded"], lines[2..]);
    }

    [Fact]
    public async Task Backup_HookFails_StopsButRunsTheLastHook()
    {
        Hook("pre-backup", "echo the database does not stop; exit 7");
        Hook("post-backup", "echo it $MONITAS_OUTCOME");

        HookException failure = await Assert.ThrowsAsync<HookException>(() => _scene.BackupAsync());

        Assert.Contains("pre-backup failed with exit code 7.", failure.Message);
        Assert.Contains("pre-backup: the database does not stop", _scene.Progress.Lines);
        Assert.Contains("post-backup: it failed", _scene.Progress.Lines);
        Assert.Null(_scene.Server.Manifest);
    }

    [Fact]
    public async Task Backup_HookFailsAndMay_IsAWarning()
    {
        _scene.Source = _scene.Source with { Hooks = _scene.Source.Hooks with { FailureStops = false } };
        Hook("pre-backup", "exit 7");
        Hook("post-backup", "exit 8");

        JobResult result = await _scene.BackupAsync();

        Assert.Equal(JobOutcome.Warnings, result.Outcome);
        Assert.Equal(2, result.Warnings.Count);
        Assert.NotNull(_scene.Server.Manifest);
    }

    [Fact]
    public async Task Backup_HookThatHangs_IsKilledWithItsChildren()
    {
        _scene.Source = _scene.Source with { Hooks = _scene.Source.Hooks with { Limit = TimeSpan.FromSeconds(1) } };
        Hook("pre-backup", "sleep 12345 & echo $! > ../source/child; wait");

        HookException failure = await Assert.ThrowsAsync<HookException>(() => _scene.BackupAsync());

        Assert.Contains("did not end within 1 seconds", failure.Message);
        string child = File.ReadAllText(Path.Combine(_disk.Root, "source", "child")).Trim();
        Assert.True(!Directory.Exists($"/proc/{child}") || File.ReadAllText($"/proc/{child}/stat").Contains(") Z ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Backup_HookLeavesADaemonBehind_IsNotWaitedFor()
    {
        Hook("pre-backup", "sleep 30 & echo $! > ../source/child; echo ready");

        JobResult result = await _scene.BackupAsync();

        Assert.Equal([], result.Warnings);
        Assert.Contains("pre-backup: ready", _scene.Progress.Lines);
        Python.Command("/usr/bin/kill", File.ReadAllText(Path.Combine(_disk.Root, "source", "child")).Trim());
    }

    [Fact]
    public async Task Backup_Cancelled_RunsTheLastHook()
    {
        Hook("post-backup", "echo it $MONITAS_OUTCOME");
        using CancellationTokenSource stop = new();
        _scene.Server.Before = call =>
        {
            if (call == "commit")
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _scene.BackupAsync(stop.Token));

        Assert.Contains("post-backup: it cancelled", _scene.Progress.Lines);
    }

    [Theory]
    [InlineData("chmod 0775", "can be changed by others")]
    [InlineData("chmod 0644", "is not executable")]
    [InlineData("chown 65534", "can be changed by others")]
    public async Task Backup_HookThatOthersCouldChange_IsNotRun(string change, string expected)
    {
        Hook("pre-backup", "touch ../source/was-run");
        string[] words = change.Split(' ');
        Python.Command("/usr/bin/" + words[0], words[1], Path.Combine(_hooks, "pre-backup"));

        HookException failure = await Assert.ThrowsAsync<HookException>(() => _scene.BackupAsync());

        Assert.Contains(expected, failure.Message);
        Assert.False(File.Exists(Path.Combine(_disk.Root, "source", "was-run")));
    }

    [Fact]
    public async Task Backup_HookThatTalksTooMuch_IsCutOff()
    {
        Hook("pre-backup", "seq 1 100000");

        await _scene.BackupAsync();

        Assert.Equal(201, _scene.Progress.Lines.Count(line => line.StartsWith("pre-backup: ", StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        _scene.Dispose();
        _disk.Dispose();
    }

    private void Hook(string name, string script)
    {
        string file = Path.Combine(_hooks, name);
        File.WriteAllText(file, $"#!/bin/sh\ncd {_hooks}\n{script}\n");
        Python.Command("/usr/bin/chmod", "0755", file);
    }
}
