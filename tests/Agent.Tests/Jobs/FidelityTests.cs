using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

/// <summary>What single file systems can hold, each on a disk of its own; see <see cref="BackupRestoreTests"/> for the rest.</summary>
public sealed class FidelityTests
{
    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public async Task SecurityLabels_OfEveryKind_ComeBack(string fileSystem)
    {
        using Pair pair = new(fileSystem);
        Python.Run(
            """
            import os, sys
            os.chdir(sys.argv[1])
            open('file', 'w').close(); os.mkdir('dir'); os.symlink('file', 'link'); os.mkfifo('pipe'); os.mknod('null', 0o020600, os.makedev(1, 3))
            for n in ('.', 'file', 'dir', 'link', 'pipe', 'null'):
                os.setxattr(n, 'security.selinux', b'system_u:object_r:' + os.fsencode(n) + b'_t:s0\0', follow_symlinks=False)
            """, pair.Source);

        await pair.BackupAndRestoreAsync();

        Assert.Equal(6, TreeListing.Of(pair.Restored).Count(line => line.Contains("security.selinux=")));
    }

    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public async Task SparseTerabyte_CostsItsMegabyteAndComesBackSparse(string fileSystem)
    {
        using Pair pair = new(fileSystem);
        Python.Run(
            """
            import sys, random
            with open(sys.argv[1] + '/disk', 'wb') as f:
                for i in range(4): f.seek(i * 333_000_000_000 & ~4095); f.write(random.Random(i).randbytes(262144))
                f.truncate(1 << 40)
            """, pair.Source);

        JobResult backup = await pair.BackupAndRestoreAsync();

        Assert.InRange(backup.Figures["newBytes"], 1 << 20, 5 << 18);
        Assert.InRange(long.Parse(Python.Command("/usr/bin/du", "-sk", pair.Restored).Split('\t')[0]), 1024, 1400);
        Assert.Equal(1L << 40, new FileInfo(Path.Combine(pair.Restored, "disk")).Length);
    }

    [Fact]
    public async Task BtrfsFlags_NoCopyOnWriteAndCompression_WorkOnTheRestoredFilesToo()
    {
        using Pair pair = new("btrfs");
        Python.Run(
            """
            import os, sys, subprocess
            os.chdir(sys.argv[1])
            def sh(*a): subprocess.check_call(a)
            text = b'compressible ' * 100_000
            os.mkdir('vm'); sh('chattr', '+C', 'vm'); open('vm/image', 'wb').write(text)
            os.mkdir('zstd'); sh('btrfs', 'property', 'set', 'zstd', 'compression', 'zstd'); open('zstd/inherits', 'wb').write(text)
            open('own', 'wb').close(); sh('btrfs', 'property', 'set', 'own', 'compression', 'lzo'); open('own', 'ab').write(text)
            open('never', 'wb').close(); sh('chattr', '+m', 'never'); open('never', 'ab').write(text)
            open('flag', 'wb').close(); sh('chattr', '+c', 'flag'); open('flag', 'ab').write(text)
            # in a directory with the flag, but made before it: without
            os.mkdir('mixed'); open('mixed/plain', 'wb').write(text); sh('chattr', '+C', 'mixed')
            """, pair.Source);

        await pair.BackupAndRestoreAsync();

        Python.Command("/usr/bin/sync");
        Assert.Equal(["flag", "own", "zstd/inherits"], Compressed(pair.Source));
        Assert.Equal(["flag", "own", "zstd/inherits"], Compressed(pair.Restored));
    }

    [Fact]
    public async Task BtrfsFlags_RestoredInPlaceUnderADirectoryWithThem_AreThoseOfTheArchive()
    {
        using Pair pair = new("btrfs");
        Python.Run(
            """
            import os, sys, subprocess
            os.chdir(sys.argv[1])
            text = b'compressible ' * 100_000
            os.mkdir('d'); open('d/plain', 'wb').write(text); open('d/none', 'wb').write(b'')
            os.mkdir('z'); open('z/plain', 'wb').write(text)
            subprocess.check_call(['chattr', '+C', 'd']); subprocess.check_call(['btrfs', 'property', 'set', 'z', 'compression', 'zstd'])
            """, pair.Source);
        string[] before = TreeListing.Of(pair.Source);
        await pair.Scene.BackupAsync();
        File.WriteAllText(Path.Combine(pair.Source, "d", "plain"), "broken");
        File.WriteAllText(Path.Combine(pair.Source, "z", "plain"), "broken");

        JobResult result = await pair.Scene.RestoreAsync("", "/"u8.ToArray());

        Python.Command("/usr/bin/sync");
        Assert.Equal([], result.Warnings);
        Assert.Equal(before, TreeListing.Of(pair.Source));
        Assert.Equal([], Compressed(pair.Source));
    }

    [Fact]
    public async Task PathBeyondTheLimit_IsNamedShortlyAndTheRestIsKept()
    {
        using Pair pair = new("ext4");
        Python.Run(
            """
            import os, sys
            fd = os.open(sys.argv[1], os.O_RDONLY)
            for level in range(300):
                n = b'%03d' % level + b'\xfe' * 230
                os.mkdir(n, dir_fd=fd); nfd = os.open(n, os.O_RDONLY, dir_fd=fd); os.close(fd); fd = nfd
                os.close(os.open(b'f', os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=fd))
            """, pair.Source);

        JobResult backup = await pair.Scene.BackupAsync();
        JobResult restore = await pair.Scene.RestoreAllAsync(pair.Restored);

        string warning = Assert.Single(backup.Warnings);
        Assert.StartsWith("/000", warning);
        Assert.Contains($"left out: its path is longer than {BytePath.MaxLength} bytes", warning);
        Assert.InRange(warning.Length, 100, 3000);
        Assert.Equal([], restore.Warnings);
        Assert.InRange(pair.Scene.Entries().Max(entry => entry.Path.Length), BytePath.MaxLength - 300, BytePath.MaxLength);
    }

    [Fact]
    public async Task FlagsThatTheTargetDoesNotKnow_AreNamedAndTheOthersAreSet()
    {
        using Pair pair = new("btrfs");
        using ScratchDisk other = new("ext4");
        Python.Run(
            """
            import sys, subprocess
            f = sys.argv[1] + '/file'
            open(f, 'wb').close(); subprocess.check_call(['chattr', '+C', f]); open(f, 'ab').write(b'text'); subprocess.check_call(['chattr', '+dAi', f])
            """, pair.Source);

        await pair.Scene.BackupAsync();
        JobResult restore = await pair.Scene.RestoreAllAsync(other.Make("restored"));

        Assert.Equal("/file: its inode flags nocow could not be restored: Operation not supported.", Assert.Single(restore.Warnings));
        string flags = Python.Command("/usr/bin/lsattr", Path.Combine(other.Root, "restored", "file")).Split(' ')[0];
        Assert.Contains("i", flags);
        Assert.Contains("d", flags);
        Assert.Contains("A", flags);
    }

    [Fact]
    [Trait("Size", "Long")]
    public void AMillionNamesInADirectory_AreWalkedInLittleMemory()
    {
        using Pair pair = new("xfs");
        const int Names = 1_000_000;
        Python.Run("import os, sys\nos.chdir(sys.argv[1]); open('a', 'w').close()\nfor i in range(int(sys.argv[2])): os.link('a', 'name-%07d-of-many' % i)", pair.Source, Names.ToString(System.Globalization.CultureInfo.InvariantCulture));
        long before = GC.GetTotalMemory(forceFullCollection: true);

        using Monitas.Agent.Files.TreeWalker walker = new(
            System.Text.Encoding.UTF8.GetBytes(pair.Source), _ => true, Monitas.Agent.Files.ExcludeList.Load("/nonexistent", ["!/**"]), new JobNotes(new RecordingProgress()));
        int count = 0;
        long most = 0;
        foreach (Monitas.Agent.Files.WalkedFile file in walker.Walk())
        {
            if (++count % 100_000 == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(Names + 2, count);
        Assert.InRange(most, 0, 80L << 20);
    }

    [Theory]
    [InlineData("xfs", 65_536, 200)]
    [InlineData("btrfs", 15_900, 30)]
    [InlineData("ext4", 3_000, 10)]
    public async Task ExtendedAttributes_LargeAndMany_ComeBack(string fileSystem, int bytes, int count)
    {
        using Pair pair = new(fileSystem);
        Python.Run(
            """
            import os, sys, random
            os.chdir(sys.argv[1]); large, count = int(sys.argv[2]), int(sys.argv[3])
            open('large', 'w').close(); os.setxattr('large', 'user.' + 'n' * 250, random.Random(1).randbytes(large)); os.mkdir('many')
            for i in range(count): os.setxattr('many', 'user.attribute-%d' % i, b'%d' % i * 20)
            """, pair.Source, bytes.ToString(System.Globalization.CultureInfo.InvariantCulture), count.ToString(System.Globalization.CultureInfo.InvariantCulture));

        await pair.BackupAndRestoreAsync();
    }

    [Fact]
    public async Task Birth_IsRecorded()
    {
        using Pair pair = new("ext4");
        File.WriteAllText(Path.Combine(pair.Source, "file"), "x");
        string birth = Python.Command("/usr/bin/stat", "-c", "%.9W", Path.Combine(pair.Source, "file")).Trim().Replace(".", "", StringComparison.Ordinal);

        await pair.Scene.BackupAsync();

        Assert.Equal(birth, pair.Scene.Entries()[1].BirthNs.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task TimesThatNoArchiveHolds_AreNamedWithWhatIsKept()
    {
        using Pair pair = new("xfs");
        foreach (string name in new[] { "late", "later" })
        {
            File.WriteAllText(Path.Combine(pair.Source, name), name);
            Python.Command("/usr/bin/touch", "-d", "2400-01-01 UTC", Path.Combine(pair.Source, name));
        }
        Python.Command("/usr/bin/touch", "-d", "2262-04-11 UTC", pair.Source);

        JobResult first = await pair.Scene.BackupAsync();
        JobResult second = await pair.Scene.BackupAsync();

        Assert.All([first, second], backup => Assert.Contains("/late", Assert.Single(backup.Warnings, warning => warning.Contains("this and 1 more are dated after 2262-04-11", StringComparison.Ordinal)), StringComparison.Ordinal));
        Assert.Equal(long.MaxValue, pair.Scene.Entries()[1].MtimeNs);
    }

    [Fact]
    public async Task EmptyTree_IsAnArchiveOfItsRoot()
    {
        using Pair pair = new("");
        Python.Command("/usr/bin/touch", "-d", "1969-12-31 23:59:59.999999999 UTC", pair.Source);

        JobResult backup = await pair.BackupAndRestoreAsync();

        Assert.Equal(1, backup.Figures["files"]);
        Assert.Equal(0, backup.Figures["newBytes"]);
        Assert.Equal(-1, pair.Scene.Entries()[0].MtimeNs);
    }

    [Fact]
    public async Task WrittenBeyondFourGigabytes_ComesBackAtItsOffsets()
    {
        using Pair pair = new("xfs");
        Python.Run(
            """
            import sys
            with open(sys.argv[1] + '/big', 'wb') as f:
                for at in ((1 << 31) - 3, (1 << 32) - 5, (1 << 32) + (1 << 20), 5_000_000_000): f.seek(at); f.write(b'across %d' % at)
            """, pair.Source);

        await pair.BackupAndRestoreAsync();
    }

    /// <summary>The names of files whose extents are compressed on the disk.</summary>
    private static string[] Compressed(string root) => [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories)
        .Where(file => Python.Command("/usr/sbin/filefrag", "-v", file).Contains("encoded", StringComparison.Ordinal))
        .Select(file => Path.GetRelativePath(root, file)).Order()];

    /// <summary>A source and a place to restore to, on two new file systems of one kind.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly ScratchDisk _from;
        private readonly ScratchDisk _to;

        public Pair(string fileSystem)
        {
            _from = new ScratchDisk(fileSystem);
            _to = new ScratchDisk(fileSystem);
            Source = _from.Make("source");
            Restored = _to.Make("restored");
            Scene = new JobScene(Source);
        }

        public string Source { get; }

        public string Restored { get; }

        public JobScene Scene { get; }

        /// <summary>Both without a warning, and the same tree for an independent tool.</summary>
        public async Task<JobResult> BackupAndRestoreAsync()
        {
            string[] before = TreeListing.Of(Source);
            JobResult backup = await Scene.BackupAsync();
            JobResult restore = await Scene.RestoreAllAsync(Restored);
            Assert.Equal([], backup.Warnings);
            Assert.Equal([], restore.Warnings);
            Assert.Equal(before, TreeListing.Of(Restored));
            return backup;
        }

        public void Dispose()
        {
            Scene.Dispose();
            _from.Dispose();
            _to.Dispose();
        }
    }
}
