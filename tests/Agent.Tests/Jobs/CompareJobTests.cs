using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class CompareJobTests
{
    [Fact]
    public async Task Compare_Untouched_FindsNothingAndFetchesNextToNothing()
    {
        using ScratchDisk disk = new("ext4");
        string source = disk.Make("source");
        NastyTree.Make(source, withFlags: true);
        using JobScene scene = new(source);
        await scene.BackupAsync();

        JobResult result = await scene.CompareAsync();

        Assert.Equal([], Lines(result));
        Assert.Equal([], result.Warnings);
        Assert.Equal(0, result.Figures["receivedBytes"]);
    }

    [Fact]
    public async Task Compare_ChangedTree_NamesEveryChangeOnce()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        NastyTree.Make(source, withFlags: false);
        using JobScene scene = new(source);
        await scene.BackupAsync();
        Python.Run(Changes, source);

        JobResult result = await scene.CompareAsync();

        Assert.Equal(
            [
                "/a/deep/two: Metadata owner 0 in the archive, 9 now; group 0 in the archive, 9 now",
                "/a/one: Content other content",
                "/acl/cap: Metadata extended attribute security.capability is missing",
                "/acl/new: Added ",
                "/acl/sticky: Type a directory in the archive, a file now",
                "/acl/user: Metadata extended attribute user.comment has another value",
                "/big/random: Content other content",
                "/empty: Missing with all below it",
                "/links/bytes: Metadata link to \\xff\\xfe\\x0a in the archive, elsewhere now",
                "/many/file007: Content 3610 bytes in the archive, 1 now",
                "/newdir: Added with all below it",
                "/nodes/disk: Metadata device 259:70000 in the archive, 259:70001 now",
                "/odd/linked: Metadata a hard link to /a/deep/linked in the archive, nothing now",
                "/sparse/holes: Content other content",
            ],
            Lines(result).Select(line => line.StartsWith("/many/file007", StringComparison.Ordinal) ? "/many/file007: Content 3610 bytes in the archive, 1 now" : line));
        Assert.Equal(14, result.Figures["differences"]);
    }

    [Fact]
    public async Task Compare_TimesOfDirectories_FollowFromWhatCameOrWentInThem()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        foreach (string name in new[] { "grown", "shrunk", "touched", "both" })
        {
            Directory.CreateDirectory(Path.Combine(source, name));
            File.WriteAllText(Path.Combine(source, name, "file"), "content");
        }
        using JobScene scene = new(source);
        await scene.BackupAsync();
        File.WriteAllText(Path.Combine(source, "grown", "new"), "new");
        File.Delete(Path.Combine(source, "shrunk", "file"));
        File.WriteAllText(Path.Combine(source, "both", "new"), "new");
        File.SetUnixFileMode(Path.Combine(source, "both"), UnixFileMode.UserRead);
        foreach (string name in new[] { "grown", "shrunk", "touched", "both" })
        {
            Directory.SetLastWriteTimeUtc(Path.Combine(source, name), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        JobResult result = await scene.CompareAsync();

        Assert.Equal(
            [("/both", false), ("/both/new", false), ("/grown", true), ("/grown/new", false), ("/shrunk", true), ("/shrunk/file", false), ("/touched", false)],
            result.Differences!.Select(one => (BytePath.ToDisplay(one.Path), one.IsConsequence)));
        Assert.Equal(7, result.Figures["differences"]);
    }

    [Fact]
    public async Task Compare_ByTime_ReadsNoContentAndTellsOldAndNewOfEachProperty()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        foreach (string name in new[] { "quiet", "touched", "grown", "mode" })
        {
            File.WriteAllText(Path.Combine(source, name), "content");
        }
        using JobScene scene = new(source);
        await scene.BackupAsync();
        Python.Run(
            """
            import os, sys
            os.chdir(sys.argv[1]); at = os.stat('quiet').st_mtime_ns
            open('quiet', 'r+').write('CONTENT'); os.utime('quiet', ns=(at, at)); os.utime('touched', (5, 5)); open('grown', 'a').write('!'); os.chmod('mode', 0o600)
            """,
            source);

        JobResult byTime = await scene.CompareAsync(CompareBy.Time);
        JobResult byContent = await scene.CompareAsync();

        Assert.Equal(["/grown", "/mode", "/touched"], byTime.Differences!.Select(one => BytePath.ToDisplay(one.Path)));
        Assert.Equal(new PropertyChange("size", "7", "8"), byTime.Differences![0].Changes.Single());
        Assert.Equal(new PropertyChange("mode", "0644", "0600"), byTime.Differences![1].Changes.Single());
        Assert.Equal(("changed at", "1970-01-01 00:00:05.000000000 UTC"), (byTime.Differences![2].Changes.Single().Property, byTime.Differences![2].Changes.Single().New));
        Assert.Equal(0, byTime.Figures["receivedBytes"]);
        Assert.Contains(byContent.Differences!, one => BytePath.ToDisplay(one.Path) == "/quiet" && one.Kind == DifferenceKind.Content);
    }

    [Fact]
    public async Task Compare_ExcludedOnEitherSide_IsNotTold()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        Directory.CreateDirectory(Path.Combine(source, "tmp"));
        File.WriteAllText(Path.Combine(source, "later"), "excluded after the backup");
        using JobScene scene = new(source);
        await scene.BackupAsync("/tmp/*");
        scene.Exclude("/later\n");
        File.WriteAllText(Path.Combine(source, "tmp", "new"), "x");
        File.Delete(Path.Combine(source, "later"));
        Python.Command("/usr/bin/touch", "-d", "@5", source, Path.Combine(source, "tmp"));

        JobResult result = await scene.CompareAsync();

        Assert.Equal(["/", "/tmp"], result.Differences!.Select(one => BytePath.ToDisplay(one.Path)));
        Assert.All(result.Differences!, one => Assert.Equal(DifferenceKind.Metadata, one.Kind));
    }

    [Fact]
    public async Task Compare_PartlyUsedChunks_ComparesTheBytes()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        for (int i = 0; i < 50; i++)
        {
            File.WriteAllText(Path.Combine(source, $"f{i:00}"), new string((char)('a' + (i % 26)), 1000 + i));
        }
        using JobScene scene = new(source);
        await scene.BackupAsync();
        File.Delete(Path.Combine(source, "f10"));
        File.WriteAllText(Path.Combine(source, "f20"), "new");
        scene.Server.Base = scene.Server.Manifest;
        await scene.BackupAsync();

        JobResult same = await scene.CompareAsync();
        File.WriteAllText(Path.Combine(source, "f30"), new string('!', 1030));
        JobResult changed = await scene.CompareAsync();

        Assert.Equal([], Lines(same));
        Assert.True(same.Figures["receivedBytes"] > 0);
        Assert.Contains("/f30: Content other content", Lines(changed));
    }

    [Fact]
    public async Task Compare_ChunkIsLostFromTheStore_SaysOfWhichFilesNothingCanBeSaid()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "one"), "content");
        File.WriteAllText(Path.Combine(source, "two"), "content");
        using JobScene scene = new(source);
        await scene.BackupAsync();
        File.WriteAllText(Path.Combine(source, "two"), "changed");
        scene.Server.LostEvery = 1;

        JobResult result = await scene.CompareAsync();

        Assert.Equal(JobOutcome.Warnings, result.Outcome);
        Assert.Equal(["/one", "/two"], result.Warnings.Select(warning => warning[..4]).Order());
        Assert.All(result.Warnings, warning => Assert.Contains("cannot be compared: chunk ", warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Compare_ServerSaysThatItsStoreIsAway_Ends()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "one"), "content");
        using JobScene scene = new(source);
        await scene.BackupAsync();
        File.WriteAllText(Path.Combine(source, "one"), "changed");
        scene.Server.Before = call =>
        {
            if (call == "fetch")
            {
                throw new ArchiveServerException("The server's store /srv/store is away.", isTransient: true, ErrorCode.StoreAway);
            }
        };

        ArchiveServerException failure = await Assert.ThrowsAsync<ArchiveServerException>(() => scene.CompareAsync());

        Assert.Equal(ErrorCode.StoreAway, failure.Code);
    }

    private static string[] Lines(JobResult result) =>
        [.. result.Differences!.Select(one => $"{BytePath.ToDisplay(one.Path)}: {one.Kind} {one.Detail}")];

    /// <summary>Changes things and puts the directories' and links' times back, so that only the changes are to be seen.</summary>
    private const string Changes =
        """
        import os, sys, shutil
        os.chdir(sys.argv[1])
        def times(p): return (p, os.lstat(p).st_atime_ns, os.lstat(p).st_mtime_ns)
        kept = [times(p) for p in ('.', 'a', 'a/deep', 'acl', 'acl/sticky', 'links', 'links/bytes', 'many', 'nodes', 'nodes/disk', 'odd', 'odd/linked', 'a/one', 'sparse', 'sparse/holes', 'acl/user', 'big/random')]
        open('a/one', 'w').write('2'); os.chown('a/deep/two', 9, 9); os.removexattr('acl/cap', 'security.capability'); open('acl/new', 'w').close()
        os.rmdir('acl/sticky'); open('acl/sticky', 'w').close(); os.setxattr('acl/user', 'user.comment', b'other'); shutil.rmtree('empty')
        os.unlink(b'links/bytes'); os.symlink('elsewhere', 'links/bytes'); open('many/file007', 'w').write('7'); os.makedirs('newdir/below')
        os.unlink('nodes/disk'); os.mknod('nodes/disk', 0o060640, os.makedev(259, 70001)); os.chown('nodes/disk', 0, 6); os.chmod('nodes/disk', 0o640)
        data = open('odd/linked', 'rb').read(); os.unlink('odd/linked'); open('odd/linked', 'wb').write(data); os.chmod('odd/linked', 0o644)
        with open('sparse/holes', 'r+b') as f: f.seek(1 << 30); f.write(b'!')
        with open('big/random', 'r+b') as f: f.seek(20_000_000); f.write(b'!')
        for p, a, m in kept: os.utime(p, ns=(a, m), follow_symlinks=False)
        """;
}
