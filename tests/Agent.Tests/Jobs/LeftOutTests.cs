using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class LeftOutTests
{
    private const string Tag = "Signature: 8a477f597d28d172789f06886806bc55\n# made by a test";

    [Fact]
    public async Task Backup_Rules_LeaveOutWhatFilesAre()
    {
        using ScratchDisk disk = Disk();
        using JobScene scene = new(disk.Root);
        scene.Exclude("lost+found\n:caches\n:nodump\n:larger-than 64K\n");

        JobResult result = await scene.BackupAsync();

        Assert.Equal([], result.Warnings);
        Assert.Equal(
            ["/", "/cache", "/cache/CACHEDIR.TAG", "/exact", "/no-cache", "/no-cache/CACHEDIR.TAG", "/no-cache/file", "/odd-cache", "/odd-cache/CACHEDIR.TAG", "/odd-cache/file"],
            Paths(scene));
    }

    [Fact]
    public async Task Backup_RulesTakenBackByTheOrder_KeepEverything()
    {
        using ScratchDisk disk = Disk();
        using JobScene scene = new(disk.Root);
        scene.Exclude("lost+found\n:caches\n:nodump\n:larger-than 64K\n");

        await scene.BackupAsync("!:caches", "!:nodump", "!:larger-than");

        Assert.Equal(TreeListing.Of(disk.Root).Count(line => !line.Contains("lost+found")), Paths(scene).Length);
    }

    [Theory]
    [InlineData(":cache", "there is no rule ':cache'")]
    [InlineData(":larger-than much", "names no size")]
    [InlineData(":larger-than", "names no size")]
    public async Task Backup_BadRule_IsNamed(string rule, string expected)
    {
        using ScratchDisk disk = new();
        using JobScene scene = new(disk.Make("source"));
        scene.Exclude("a\n" + rule);

        InvalidDataException failure = await Assert.ThrowsAsync<InvalidDataException>(() => scene.BackupAsync());

        Assert.Contains("line 2: ", failure.Message);
        Assert.Contains(expected, failure.Message);
    }

    [Fact]
    public async Task Compare_ArchiveMadeWithRules_TellsNothingAboutWhatTheyLeaveOut()
    {
        using ScratchDisk disk = Disk();
        using JobScene scene = new(disk.Root);
        scene.Exclude("lost+found");
        await scene.BackupAsync(":caches", ":nodump", ":larger-than 64K");
        JobResult quiet = await scene.CompareAsync();
        Assert.Equal([], Differences(quiet));
        File.WriteAllBytes(Path.Combine(disk.Root, "exact"), new byte[65537]);
        Python.Command("/usr/bin/chattr", "+d", Path.Combine(disk.Root, "no-cache"));
        File.Delete(Path.Combine(disk.Root, "cache", "CACHEDIR.TAG"));

        JobResult result = await scene.CompareAsync();

        Assert.Equal(["/cache Metadata", "/cache/CACHEDIR.TAG Missing", "/cache/file Added", "/cache/sub Added"], Differences(result));
    }

    [Fact]
    public async Task Compare_RulesThatCameLater_HideNothingOfTheArchive()
    {
        using ScratchDisk disk = Disk();
        using JobScene scene = new(disk.Root);
        scene.Exclude("lost+found");
        await scene.BackupAsync();
        scene.Exclude("lost+found\n:caches\n:larger-than 1K");
        File.AppendAllText(Path.Combine(disk.Root, "cache", "file"), "more");

        JobResult result = await scene.CompareAsync();

        Assert.Equal(["/cache/file Content"], Differences(result));
    }

    [Fact]
    public async Task DryRun_TellsEveryReasonAndReadsNothing()
    {
        using ScratchDisk disk = Disk();
        string ram = disk.Make("ram");
        Python.Command("/usr/bin/mount", "-t", "tmpfs", "none", ram);
        using JobScene scene = new(disk.Root);
        scene.Exclude("lost+found\n:caches\n");
        await scene.BackupAsync();
        byte[] archive = scene.Server.Base = scene.Server.Manifest!;
        File.AppendAllText(Path.Combine(disk.Root, "exact"), "x");
        int chunks = scene.Server.ChunkCount;

        JobResult result = await scene.DryRunAsync("*.iso", ":nodump", ":larger-than 100K");

        Assert.Equal(JobOutcome.Succeeded, result.Outcome);
        Assert.Equal(chunks, scene.Server.ChunkCount);
        Assert.Same(archive, scene.Server.Manifest);
        Assert.InRange(result.Figures["changedBytes"], 65537, 65537);
        Assert.Equal(1, result.Figures["changedFiles"]);
        string[] lines = [.. scene.Progress.Lines.Where(line => line.StartsWith("Left out", System.StringComparison.Ordinal))];
        Assert.Equal(
            [
                $"Left out as a file system of its own kind (tmpfs): {ram}/",
                "Left out by CACHEDIR.TAG, which is kept itself: /cache/",
                "Left out by its size (:larger-than 100.0 KiB): /large (128 KiB)",
                "Left out by the pattern lost+found: /lost+found/",
                "Left out by its no-dump flag (:nodump): /private/, /secret (6 bytes)",
            ],
            lines);
        Assert.Contains("No archive was made.", result.Message);
    }

    [Fact]
    public void LeftOutList_ManyNames_AreOneLineForADirectory()
    {
        LeftOutList list = new();
        for (int i = 0; i < 1000; i++)
        {
            list.Add(new Agent.Files.LeftOut(System.Text.Encoding.ASCII.GetBytes($"/proc/{i}"), IsDirectory: true, 0, "the pattern /proc/*"));
        }
        for (int i = 0; i < 3000; i++)
        {
            list.Add(new Agent.Files.LeftOut(System.Text.Encoding.ASCII.GetBytes($"/d{i}/x"), IsDirectory: false, 10, "the pattern x"));
        }

        string[] lines = [.. list.Lines()];

        Assert.Equal("Left out by the pattern /proc/*: /proc/0/, /proc/1/, /proc/2/, /proc/3/, /proc/4/ and 995 more in /proc", lines[0]);
        Assert.Equal("Left out: 1001 more names in further directories.", lines[^1]);
        Assert.Equal(LeftOutList.MaxLines + 1, lines.Length);
        Assert.Equal((4000, 30000), (list.Count, list.Bytes));
    }

    private static string[] Paths(JobScene scene) => [.. scene.Entries().Select(entry => BytePath.ToDisplay(entry.Path))];

    private static string[] Differences(JobResult result) => [.. result.Differences!.Select(one => $"{BytePath.ToDisplay(one.Path)} {one.Kind}")];

    /// <summary>An ext4 with caches, one that only looks like one, files at and above 64 KiB, and no-dump flags.</summary>
    private static ScratchDisk Disk()
    {
        ScratchDisk disk = new("ext4", megabytes: 64);
        foreach (string name in (string[])["cache", "no-cache", "odd-cache"])
        {
            string directory = disk.Make(name);
            File.WriteAllText(Path.Combine(directory, "file"), new string('x', 2000));
            File.WriteAllText(Path.Combine(directory, "CACHEDIR.TAG"), name == "cache" ? Tag : "Signature: no");
        }
        disk.Make("cache/sub");
        File.Delete(disk.Root + "/odd-cache/CACHEDIR.TAG");
        File.CreateSymbolicLink(disk.Root + "/odd-cache/CACHEDIR.TAG", "../cache/CACHEDIR.TAG");
        File.WriteAllBytes(disk.Root + "/exact", new byte[65536]);
        File.WriteAllBytes(disk.Root + "/large", new byte[131072]);
        File.WriteAllText(disk.Root + "/secret", "secret");
        disk.Make("private");
        File.WriteAllText(disk.Root + "/private/below", "x");
        Python.Command("/usr/bin/chattr", "+d", disk.Root + "/secret", disk.Root + "/private");
        return disk;
    }
}
