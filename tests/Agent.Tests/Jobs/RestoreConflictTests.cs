using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class RestoreConflictTests
{
    [Fact]
    public async Task KeepNewer_LeavesWhatWasChangedLaterAndRestoresTheRest()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        foreach (string name in new[] { "newer", "older", "gone" })
        {
            File.WriteAllText(Path.Combine(source, name), "archived");
        }
        using JobScene scene = new(source);
        await scene.BackupAsync();
        File.WriteAllText(Path.Combine(source, "newer"), "my work of today");
        File.WriteAllText(Path.Combine(source, "older"), "set back");
        Python.Command("/usr/bin/touch", "-d", "@5", Path.Combine(source, "older"));
        File.Delete(Path.Combine(source, "gone"));

        JobResult result = await scene.RestoreAsync(ConflictMode.KeepNewer, "", "/newer"u8.ToArray(), "/older"u8.ToArray(), "/gone"u8.ToArray());

        Assert.Equal(["my work of today", "archived", "archived"], new[] { "newer", "older", "gone" }.Select(name => File.ReadAllText(Path.Combine(source, name))));
        Assert.Equal((JobOutcome.Succeeded, 1), (result.Outcome, result.Figures["kept"]));
        Assert.Contains("left 1 as they are", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeepBoth_PutsTheArchivesVersionBesideAndDoesNotRepeatItself()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        Directory.CreateDirectory(Path.Combine(source, "d"));
        string longName = new('n', 255);
        foreach (string name in new[] { "a", "same", longName })
        {
            File.WriteAllText(Path.Combine(source, "d", name), "archived");
        }
        Python.Command("/usr/bin/ln", Path.Combine(source, "d", "a"), Path.Combine(source, "d", "b"));
        File.CreateSymbolicLink(Path.Combine(source, "d", "link"), "archived");
        Python.Command("/usr/bin/chmod", "0711", Path.Combine(source, "d"));
        using JobScene scene = new(source);
        await scene.BackupAsync();
        foreach (string name in new[] { "a", "link", longName })
        {
            File.Delete(Path.Combine(source, "d", name));
            File.WriteAllText(Path.Combine(source, "d", name), "now");
        }
        Python.Command("/usr/bin/chmod", "0700", Path.Combine(source, "d"));

        JobResult result = await scene.RestoreAsync(ConflictMode.KeepBoth, "", "/d"u8.ToArray());
        string[] once = TreeListing.Of(source);
        JobResult again = await scene.RestoreAsync(ConflictMode.KeepBoth, "", "/d"u8.ToArray());

        Assert.Equal("now", File.ReadAllText(Path.Combine(source, "d", "a")));
        Assert.Equal("archived", File.ReadAllText(Path.Combine(source, "d", "a.restored")));
        Assert.Equal("archived", new FileInfo(Path.Combine(source, "d", "link.restored")).LinkTarget);
        Assert.Equal("archived", File.ReadAllText(Path.Combine(source, "d", longName[..246] + ".restored")));
        Assert.False(File.Exists(Path.Combine(source, "d", "same.restored")));
        Assert.Equal((UnixFileMode)448, File.GetUnixFileMode(Path.Combine(source, "d")));
        Assert.Equal((JobOutcome.Succeeded, 3), (result.Outcome, result.Figures["beside"]));
        Assert.Equal(once, TreeListing.Of(source));
        Assert.False(again.Figures.ContainsKey("beside"));
    }

    /// <summary>Somebody makes files under the archive's names while the restore has decided already that those are free.</summary>
    [Fact]
    public async Task KeepBoth_NamesAreTakenMeanwhile_NothingIsReplaced()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        string[] names = [.. Enumerable.Range(0, 1500).Select(i => Path.Combine(source, $"f{i:d4}"))];
        foreach (string name in names)
        {
            File.WriteAllText(name, "archived");
        }
        using JobScene scene = new(source);
        await scene.BackupAsync();
        Array.ForEach(names, File.Delete);
        ConcurrentBag<string> users = [];
        Task user = Task.Run(() =>
        {
            foreach (string name in names.Reverse())
            {
                try
                {
                    using FileStream file = new(name, FileMode.CreateNew, FileAccess.Write);
                    file.Write("the user's"u8);
                    users.Add(name);
                }
                catch (IOException)
                {
                    // The restore was first.
                }
            }
        }, TestContext.Current.CancellationToken);

        JobResult result = await scene.RestoreAsync(ConflictMode.KeepBoth, "", "/"u8.ToArray());
        await user;

        Assert.All(users, name => Assert.Equal("the user's", File.ReadAllText(name)));
        Assert.All(names.Except(users), name => Assert.Equal("archived", File.ReadAllText(name)));
        Assert.DoesNotContain(Directory.GetFiles(source, "*", new EnumerationOptions { AttributesToSkip = 0 }), name => Path.GetFileName(name).StartsWith(".monitas-", StringComparison.Ordinal));
        Assert.All(users.Where(name => !File.Exists(name + ".restored")), name => Assert.Contains(result.Warnings, warning => warning.Contains(Path.GetFileName(name), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Overwrite_ProgramThatRuns_IsReplacedAndRunsOn()
    {
        using ScratchDisk disk = new("ext4");
        string source = disk.Make("source");
        string program = Path.Combine(source, "sleep");
        File.Copy("/usr/bin/sleep", program);
        using JobScene scene = new(source);
        await scene.BackupAsync();
        File.AppendAllText(program, "another version");
        using Process running = Process.Start(program, "60");
        try
        {
            Assert.Throws<IOException>(() => File.OpenWrite(program).Dispose());

            JobResult result = await scene.RestoreAsync("", "/sleep"u8.ToArray());

            Assert.Equal((JobOutcome.Succeeded, 0), (result.Outcome, result.Warnings.Count));
            Assert.Equal(File.ReadAllBytes("/usr/bin/sleep"), File.ReadAllBytes(program));
            Assert.False(running.HasExited);
        }
        finally
        {
            running.Kill();
            await running.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Somebody swaps a directory of the target for a symbolic link that leads out, all the time: at no moment may anything be written there.</summary>
    [Fact]
    public async Task Restore_DirectoryBecomesALinkMeanwhile_WritesNothingOutside()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        string outside = disk.Make("outside");
        Directory.CreateDirectory(Path.Combine(source, "www", "deep"));
        for (int i = 0; i < 40; i++)
        {
            File.WriteAllText(Path.Combine(source, "www", "deep", $"page{i}"), "archived");
        }
        using JobScene scene = new(source);
        await scene.BackupAsync();
        string real = Path.Combine(source, "www");
        string aside = Path.Combine(source, "aside");
        using CancellationTokenSource stop = new();
        Task swaps = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    Directory.Move(real, aside);
                    File.CreateSymbolicLink(real, outside);
                    File.Delete(real);
                    Directory.Move(aside, real);
                }
                catch (IOException)
                {
                    // The restore has made its own directory there meanwhile: out of the way with it.
                    Directory.Move(Directory.Exists(aside) && Directory.Exists(real) ? real : aside, Path.Combine(source, $"old-{Guid.NewGuid():N}"));
                    Directory.CreateDirectory(Path.Combine(real, "deep"));
                }
            }
        }, CancellationToken.None);
        try
        {
            for (int i = 0; i < 40; i++)
            {
                await scene.RestoreAsync("", "/www/deep"u8.ToArray());
            }
        }
        finally
        {
            await stop.CancelAsync();
            await swaps;
        }
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }
}
