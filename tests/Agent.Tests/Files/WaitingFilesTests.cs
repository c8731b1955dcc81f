using System;
using System.IO;
using System.Linq;
using System.Text;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Jobs;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Files;

public sealed class WaitingFilesTests
{
    /// <summary>More than two flushes take.</summary>
    private const int ManyFiles = 1000;

    [Fact]
    public void End_BeforeSettle_NobodySeesTheNewFileAndTheOldOneStands()
    {
        using ScratchDisk disk = new("ext4");
        string target = disk.Make("target");
        File.WriteAllText(Path.Combine(target, "old"), "as it was");
        using TreeWriter writer = Writer(target);

        Write(writer, "/new", "restored");
        Write(writer, "/old", "restored");

        Assert.Equal(["old"], Names(target));
        Assert.Equal("as it was", File.ReadAllText(Path.Combine(target, "old")));

        writer.Settle();

        Assert.Equal(["new", "old"], Names(target));
        Assert.Equal("restored", File.ReadAllText(Path.Combine(target, "old")));
        Assert.Equal("restored", File.ReadAllText(Path.Combine(target, "new")));
    }

    [Fact]
    public void Dispose_WhileFilesWait_LeavesNothingBehind()
    {
        using ScratchDisk disk = new("ext4");
        string target = disk.Make("target");
        TreeWriter writer = Writer(target);
        Write(writer, "/a", "1");
        writer.Begin(Entry("/b"));
        writer.Write(0, "half"u8);

        writer.Dispose();

        Assert.Empty(Names(target));
    }

    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void Settle_ManyFilesAndLinksToThem_AllHaveTheirPlaceAndContent(string fileSystem)
    {
        using ScratchDisk disk = new(fileSystem);
        string target = disk.Make("target");
        RecordingProgress progress = new();
        using TreeWriter writer = new(Encoding.UTF8.GetBytes(target), WriteMode.InPlace, new JobNotes(progress));

        for (int i = 0; i < ManyFiles; i++)
        {
            Write(writer, $"/{i:D4}", $"content {i}");
            writer.Begin(Entry($"/{i:D4}-link") with { HardLinkTo = Encoding.UTF8.GetBytes($"/{i:D4}") });
        }
        writer.Settle();

        Assert.Empty(progress.Warnings);
        Assert.Equal(2 * ManyFiles, Names(target).Length);
        Assert.All(Enumerable.Range(0, ManyFiles), i => Assert.Equal($"content {i}", File.ReadAllText(Path.Combine(target, $"{i:D4}-link"))));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(256, 1)]
    [InlineData(1024, 362)]
    [InlineData(8192, 400)]
    [InlineData(ulong.MaxValue, 400)]
    public void GroupFor_FewOpenFiles_LeavesRoomForOthers(ulong limit, int expected) => Assert.Equal(expected, WaitingFiles.GroupFor(limit));

    [Theory]
    [InlineData("4.19.0", false)]
    [InlineData("5.7.19", false)]
    [InlineData("5.8.0", true)]
    [InlineData("6.1.0", true)]
    public void FlushTellsOfFailures_OfAKernel_IsSo(string kernel, bool expected) => Assert.Equal(expected, LinuxUnnamedFile.FlushTellsOfFailures(Version.Parse(kernel)));

    private static TreeWriter Writer(string target) => new(Encoding.UTF8.GetBytes(target), WriteMode.InPlace, new JobNotes(new RecordingProgress()));

    private static void Write(TreeWriter writer, string path, string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        Assert.True(writer.Begin(Entry(path) with { SizeBytes = bytes.Length }));
        writer.Write(0, bytes);
        writer.End();
    }

    private static ManifestEntry Entry(string path) =>
        new() { Path = Encoding.UTF8.GetBytes(path), Kind = EntryKind.File, Mode = 0x1A4, Uid = 0, Gid = 0, MtimeNs = 1 };

    private static string[] Names(string directory) => [.. Directory.GetFileSystemEntries(directory).Select(Path.GetFileName).Order()!];
}
