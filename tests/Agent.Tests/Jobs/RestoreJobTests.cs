using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Monitas.Agent.Interop;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class RestoreJobTests
{
    [Fact]
    public async Task Restore_DamagedTreeInPlace_BecomesWhatItWas()
    {
        using ScratchDisk disk = new("ext4");
        string source = disk.Make("source");
        NastyTree.Make(source, withFlags: true);
        using JobScene scene = new(source);
        await scene.BackupAsync();
        string[] before = TreeListing.Of(source);
        Python.Run(Vandal, source);
        Assert.NotEqual(before, TreeListing.Of(source));

        JobResult result = await scene.RestoreAsync("", "/"u8.ToArray());

        Assert.Equal([], result.Warnings);
        Assert.Equal(before, TreeListing.Of(source));
    }

    [Fact]
    public async Task Restore_AfterOneThatWasKilled_RemovesWhatThatLeftUnderTemporaryNames()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "file"), "content");
        File.CreateSymbolicLink(Path.Combine(source, "link"), "file");
        using JobScene scene = new(source);
        await scene.BackupAsync();
        File.WriteAllText(Path.Combine(source, "file"), "broken");
        foreach (string name in (string[])["file", "link"])
        {
            string digits = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..32];
            File.WriteAllText(Path.Combine(source, $".monitas-{digits}"), "left by a kill");
        }

        JobResult result = await scene.RestoreAsync("", "/"u8.ToArray());

        Assert.Equal([], result.Warnings);
        Assert.Equal(["file", "link"], Directory.GetFiles(source).Select(Path.GetFileName).Order());
        Assert.Equal("content", File.ReadAllText(Path.Combine(source, "file")));
    }

    [Fact]
    public async Task Restore_ChunkCameDamagedOnce_IsAskedForAgainAndRight()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "file"), "content");
        using JobScene scene = new(source);
        await scene.BackupAsync();
        File.WriteAllText(Path.Combine(source, "file"), "broken");
        scene.Server.DamageNextFetch = true;

        JobResult result = await scene.RestoreAsync("", "/"u8.ToArray());

        Assert.Equal([], result.Warnings);
        Assert.Equal("content", File.ReadAllText(Path.Combine(source, "file")));
        Assert.Equal(2, scene.Server.Fetched.Count);
    }

    [Fact]
    public async Task Restore_ChunkIsDamagedInTheStore_LeavesTheFileAndSaysWhatTheServerFound()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "file"), "content");
        using JobScene scene = new(source);
        await scene.BackupAsync();
        File.WriteAllText(Path.Combine(source, "file"), "still of use");
        scene.Server.DamageNextFetch = true;
        scene.Server.DamageFound = new ArchiveServerException("volume 7, pack 1, byte 4711.", isTransient: false, ErrorCode.Corrupt);

        JobResult result = await scene.RestoreAsync("", "/"u8.ToArray());

        Assert.Equal(["/file: not restored: volume 7, pack 1, byte 4711."], result.Warnings);
        Assert.Equal(1, result.Figures["lost"]);
        Assert.Equal("still of use", File.ReadAllText(Path.Combine(source, "file")));
        Assert.Equal(["file"], Directory.GetFiles(source).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Restore_SomeOfTheStoreIsLost_BringsAllOtherFilesBack()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        // Each is a chunk of its own, and the last of several.
        Random random = new(5);
        for (int i = 0; i < 20; i++)
        {
            byte[] content = new byte[3_000_000];
            random.NextBytes(content);
            File.WriteAllBytes(Path.Combine(source, $"file-{i:00}"), content);
        }
        using JobScene scene = new(source);
        await scene.BackupAsync();
        scene.Server.LostEvery = 9;

        JobResult result = await scene.RestoreAsync("/elsewhere", "/"u8.ToArray());

        string[] lost = [.. result.Warnings.Select(warning => warning[1..8])];
        string[] restored = [.. Directory.GetFiles(Path.Combine(source, "elsewhere")).Select(file => Path.GetFileName(file)).Order()];
        Assert.NotEmpty(lost);
        Assert.NotEmpty(restored);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"file-{i:00}"), lost.Concat(restored).Order());
        Assert.All(restored, name => Assert.Equal(File.ReadAllBytes(Path.Combine(source, name)), File.ReadAllBytes(Path.Combine(source, "elsewhere", name))));
        Assert.Equal(JobOutcome.Warnings, result.Outcome);
    }

    [Fact]
    public async Task Restore_ServerSaysThatItsStoreIsAway_EndsAndGivesNoFileUp()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "one"), "content");
        using JobScene scene = new(source);
        await scene.BackupAsync();
        scene.Server.Before = call =>
        {
            if (call == "fetch")
            {
                throw new ArchiveServerException("The server's store /srv/store is away.", isTransient: true, ErrorCode.StoreAway);
            }
        };

        ArchiveServerException failure = await Assert.ThrowsAsync<ArchiveServerException>(() => scene.RestoreAsync("/elsewhere", "/"u8.ToArray()));

        Assert.Equal(ErrorCode.StoreAway, failure.Code);
        Assert.DoesNotContain(scene.Progress.Warnings, warning => warning.Contains("/one", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(source, "elsewhere", "one")));
    }

    [Fact]
    public async Task Restore_ChunkAfterChunkIsLost_EndsInsteadOfLeavingOutEveryFile()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        Random random = new(6);
        byte[] content = new byte[70_000];
        for (int i = 0; i < ChunkFetcher.MaxLostInARow + 10; i++)
        {
            // Each is long enough to have a chunk of its own.
            random.NextBytes(content);
            File.WriteAllBytes(Path.Combine(source, $"file-{i:000}"), content);
        }
        using JobScene scene = new(source);
        await scene.BackupAsync();
        scene.Server.LostEvery = 1;

        ArchiveServerException failure = await Assert.ThrowsAsync<ArchiveServerException>(() => scene.RestoreAsync("/elsewhere", "/"u8.ToArray()));

        Assert.Contains("Is the server's store mounted and whole?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_OneFile_LeavesItsDirectoryAndNeighboursAlone()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        Directory.CreateDirectory(Path.Combine(source, "etc", "conf.d"));
        File.WriteAllText(Path.Combine(source, "etc", "conf.d", "one"), "1");
        File.WriteAllText(Path.Combine(source, "etc", "conf.d", "two"), "2");
        using JobScene scene = new(source);
        await scene.BackupAsync();
        File.WriteAllText(Path.Combine(source, "etc", "conf.d", "one"), "broken");
        File.WriteAllText(Path.Combine(source, "etc", "conf.d", "two"), "changed on purpose");
        Python.Command("/usr/bin/chmod", "0700", Path.Combine(source, "etc", "conf.d"));

        JobResult result = await scene.RestoreAsync("", "/etc/conf.d/one"u8.ToArray());

        Assert.Equal(JobOutcome.Succeeded, result.Outcome);
        Assert.Equal("1", File.ReadAllText(Path.Combine(source, "etc", "conf.d", "one")));
        Assert.Equal("changed on purpose", File.ReadAllText(Path.Combine(source, "etc", "conf.d", "two")));
        Assert.Equal((UnixFileMode)448, File.GetUnixFileMode(Path.Combine(source, "etc", "conf.d")));
    }

    [Fact]
    public async Task Restore_ToDirectory_MakesTheWholePathWithItsMetadata()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        string deep = Directory.CreateDirectory(Path.Combine(source, "srv", "data")).FullName;
        Python.Command("/usr/bin/chmod", "0750", Path.Combine(source, "srv"));
        File.WriteAllText(Path.Combine(deep, "file"), "content");
        using JobScene scene = new(source);
        await scene.BackupAsync();

        await scene.RestoreAsync("/restored/here", "/srv/data/"u8.ToArray());

        Assert.Equal("content", File.ReadAllText(Path.Combine(source, "restored", "here", "srv", "data", "file")));
        Assert.Equal((UnixFileMode)488, File.GetUnixFileMode(Path.Combine(source, "restored", "here", "srv")));
    }

    [Fact]
    public async Task Restore_FurtherLinksWithoutTheFirst_AreOneFileWithItsContent()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        Directory.CreateDirectory(Path.Combine(source, "b"));
        File.WriteAllText(Path.Combine(source, "a"), "shared");
        Python.Command("/usr/bin/ln", Path.Combine(source, "a"), Path.Combine(source, "b", "x"));
        Python.Command("/usr/bin/ln", Path.Combine(source, "a"), Path.Combine(source, "b", "y"));
        using JobScene scene = new(source);
        await scene.BackupAsync();

        await scene.RestoreAsync("/to", "/b"u8.ToArray());

        string[] lines = TreeListing.Of(Path.Combine(source, "to", "b"));
        Assert.Contains("links=2 first=b'/x'", lines.Single(line => line.StartsWith("b'/y'", StringComparison.Ordinal)));
        Assert.Equal("shared", File.ReadAllText(Path.Combine(source, "to", "b", "y")));
    }

    [Fact]
    public async Task Restore_UnknownPaths_AreNamed()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "a"), "1");
        using JobScene scene = new(source);
        await scene.BackupAsync();

        JobResult result = await scene.RestoreAsync("/to", "/a"u8.ToArray(), "/nothing"u8.ToArray());
        FileNotFoundException failure = await Assert.ThrowsAsync<FileNotFoundException>(() => scene.RestoreAsync("/to", "/nothing"u8.ToArray()));

        Assert.Equal("/nothing: is not in the archive.", Assert.Single(result.Warnings));
        Assert.Contains("/nothing", failure.Message);
    }

    [Fact]
    public async Task Restore_ParentIsASymbolicLinkNow_DoesNotFollowIt()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        string outside = disk.Make("outside");
        Directory.CreateDirectory(Path.Combine(source, "www"));
        File.WriteAllText(Path.Combine(source, "www", "page"), "archived");
        using JobScene scene = new(source);
        await scene.BackupAsync();
        Directory.Delete(Path.Combine(source, "www"), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(source, "www"), outside);

        JobResult result = await scene.RestoreAsync("", "/www/page"u8.ToArray());

        Assert.Empty(Directory.GetFileSystemEntries(outside));
        Assert.Contains(result.Warnings, line => line.StartsWith("/www/page: not restored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restore_DirectoryWithContentInTheWay_IsKeptAndNamed()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "file"), "archived");
        using JobScene scene = new(source);
        await scene.BackupAsync();
        File.Delete(Path.Combine(source, "file"));
        Directory.CreateDirectory(Path.Combine(source, "file", "below"));

        JobResult result = await scene.RestoreAsync("", "/file"u8.ToArray());

        Assert.True(Directory.Exists(Path.Combine(source, "file", "below")));
        Assert.StartsWith("/file: not restored", Assert.Single(result.Warnings));
        Assert.Single(Directory.GetFileSystemEntries(source));
    }

    [Fact]
    public async Task RestoreAll_TargetFull_SaysSo()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        byte[] content = new byte[80 * 1024 * 1024];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(Path.Combine(source, "large"), content);
        using JobScene scene = new(source);
        await scene.BackupAsync();
        using ScratchDisk small = new("ext4", megabytes: 40);

        LinuxException failure = await Assert.ThrowsAsync<LinuxException>(() => scene.RestoreAllAsync(small.Root));

        Assert.True(failure.IsFull);
        Assert.Equal("Cannot write /large: No space left on device.", failure.Message);
    }

    [Fact]
    public async Task RestoreAll_StreamBreaks_GoesOnFromThere()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        NastyTree.Make(source, withFlags: false);
        using JobScene scene = new(source);
        await scene.BackupAsync();
        scene.Server.BreakFetchAfter = 3_000_000;
        string restored = disk.Make("restored");

        JobResult result = await scene.RestoreAllAsync(restored);

        Assert.Equal([], result.Warnings);
        Assert.Equal(TreeListing.Of(source), TreeListing.Of(restored));
        Assert.Equal(0, scene.Server.BreakFetchAfter);
    }

    [Fact]
    public async Task RestoreAll_Progress_ReachesItsTotals()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        NastyTree.Make(source, withFlags: false);
        using JobScene scene = new(source);
        await scene.BackupAsync();
        scene.Progress.Steps.Clear();

        await scene.RestoreAllAsync(disk.Make("restored"));

        JobStep last = scene.Progress.Steps.Last();
        Assert.Equal((last.TotalBytes, last.TotalFiles), (last.DoneBytes, last.DoneFiles));
        Assert.True(last.TotalBytes > 5L * 1024 * 1024 * 1024);
    }

    /// <summary>Breaks a tree in many ways, but removes nothing that a restore could not bring back.</summary>
    private const string Vandal =
        """
        import os, sys, shutil, subprocess
        os.chdir(sys.argv[1])
        open('a/one', 'w').write('vandalised'); os.unlink('links/z'); open('links/z', 'w').write('no link any more')
        os.unlink('links/soft'); os.mkdir('links/soft'); os.unlink('nodes/null'); open('nodes/null', 'w').write('x')
        os.chmod('acl/suid', 0o600); os.chown('acl/acl', 5, 5); os.removexattr('acl/user', 'user.comment'); os.setxattr('acl/user', 'user.more', b'1')
        shutil.rmtree('many'); os.truncate('big/random', 1000); os.chmod('a', 0o700); os.setxattr('a', 'user.evil', b'1')
        subprocess.check_call(['setfacl', '-d', '-m', 'u:7:rwx', 'a']); os.unlink('nodes/pipe'); os.mkdir('nodes/pipe')
        subprocess.check_call(['chattr', '-i', 'flags/immutable', 'flags/dir']); open('flags/immutable', 'w').write('y'); subprocess.check_call(['chattr', '+i', 'flags/immutable'])
        os.unlink('flags/dir/in')
        """;
}
