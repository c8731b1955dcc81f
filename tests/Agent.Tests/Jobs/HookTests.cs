using System;
using System.Collections.Generic;
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

    [Theory]
    [InlineData("chmod 0775 {0}/hooks", "through {0}/hooks and")]
    [InlineData("chmod 1777 {0}/hooks", "through {0}/hooks and")]
    [InlineData("chown 65534 {0}", "through {0} and")]
    [InlineData("mkdir {0}/own; mv {0}/hooks/pre-backup {0}/own/; ln -s ../own/pre-backup {0}/hooks/; chmod 777 {0}/own", "through {0}/own and")]
    [InlineData("mv {0}/hooks {0}/real; ln -s {0}/real {0}/hooks; chown -h 65534 {0}/hooks", "through {0}/hooks and")]
    [InlineData("mv {0}/hooks {0}/real; ln -s real {0}/hooks; chmod 0777 {0}/real", "through {0}/real and")]
    public async Task Backup_HookInAPlaceThatOthersCouldChange_IsNotRun(string change, string expected)
    {
        Hook("pre-backup", $"touch {_disk.Root}/source/was-run");
        Python.Command("/bin/sh", "-c", string.Format(change, _disk.Root));

        HookException failure = await Assert.ThrowsAsync<HookException>(() => _scene.BackupAsync());

        Assert.Contains(string.Format(expected, _disk.Root), failure.Message);
        Assert.False(File.Exists(Path.Combine(_disk.Root, "source", "was-run")));
    }

    [Fact]
    public async Task Backup_HookBehindLinksOfRoot_IsRun()
    {
        Hook("pre-backup", "echo ran");
        Python.Command("/bin/sh", "-c", $"cd {_disk.Root}; mv hooks real; mv real/pre-backup program; ln -s ../program real/pre-backup; ln -s {_disk.Root}/./x/../real hooks; mkdir x");

        await _scene.BackupAsync();

        Assert.Contains("pre-backup: ran", _scene.Progress.Lines);
    }

    [Fact]
    public async Task Backup_HookThatNeverEndsALine_IsCutOff()
    {
        Hook("pre-backup", "head -c 3000000 /dev/zero | tr '\\0' x; printf '\\nlast'");

        await _scene.BackupAsync();

        Assert.Equal(["pre-backup: " + new string('x', 1000) + "...", "pre-backup: last"], _scene.Progress.Lines.Where(line => line.StartsWith("pre-backup: ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("a\nb", "a|b")]
    [InlineData("a\r\nb\n", "a|b")]
    [InlineData("\n\na\rb", "||a|b")]
    [InlineData("12345\n123456\n", "12345|12345...")]
    [InlineData("", "")]
    public void Lines_InPiecesOfAnySize_AreTheSame(string text, string expected)
    {
        for (int size = 1; size <= text.Length + 1; size++)
        {
            List<string> lines = [];
            BoundedLines bounded = new(5, lines.Add);
            for (int at = 0; at < text.Length; at += size)
            {
                bounded.Add(text.AsSpan(at, Math.Min(size, text.Length - at)));
            }
            bounded.End();
            Assert.Equal(expected, string.Join('|', lines));
        }
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
