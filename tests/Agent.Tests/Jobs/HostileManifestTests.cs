using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.Files;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class HostileManifestTests
{
    [Fact]
    public async Task RestoreAll_ChildBelowASymbolicLink_StaysInTheTarget()
    {
        using ScratchDisk disk = new();
        string outside = disk.Make("outside");
        File.WriteAllText(Path.Combine(outside, "passwd"), "original");
        string target = disk.Make("target");
        using JobScene scene = new(target);
        ContentSpan evil = new(0, scene.Server.Put("evil"u8.ToArray()), 0, 4);
        scene.Server.Manifest = Manifest(
            Entry("/", EntryKind.Directory),
            Entry("/etc", EntryKind.SymbolicLink) with { LinkTarget = Bytes(outside) },
            Entry("/etc/cron", EntryKind.Directory),
            Entry("/etc/link", EntryKind.File) with { HardLinkTo = "/etc/cron"u8.ToArray() },
            Entry("/etc/node", EntryKind.Fifo),
            Entry("/etc/passwd", EntryKind.File) with { SizeBytes = 4, Spans = [evil] },
            Entry("/up", EntryKind.SymbolicLink) with { LinkTarget = ".."u8.ToArray() },
            Entry("/up/escaped", EntryKind.File) with { SizeBytes = 4, Spans = [evil] },
            Entry("/zz", EntryKind.File) with { HardLinkTo = "/etc/passwd"u8.ToArray() });

        JobResult result = await scene.RestoreAllAsync(target);

        Assert.Equal("original", File.ReadAllText(Path.Combine(outside, "passwd")));
        Assert.Equal(["passwd"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName));
        Assert.Equal(["outside", "target"], Directory.GetFileSystemEntries(disk.Root).Select(Path.GetFileName).Order());
        foreach (string path in new[] { "/etc/cron", "/etc/link", "/etc/node", "/etc/passwd", "/up/escaped", "/zz" })
        {
            Assert.Contains(result.Warnings, line => line.StartsWith(path + ": not restored", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("/../escaped")]
    [InlineData("/a/../../escaped")]
    [InlineData("/./escaped")]
    [InlineData("//escaped")]
    [InlineData("escaped")]
    [InlineData("/a/")]
    [InlineData("/a\0b")]
    [InlineData("")]
    public void Begin_PathThatIsNotPlain_IsRefused(string path)
    {
        using ScratchDisk disk = new();
        string target = disk.Make("target");
        RecordingProgress progress = new();
        using TreeWriter writer = new(Bytes(target), WriteMode.Fresh, new JobNotes(progress));

        Assert.False(writer.Begin(Entry(path, EntryKind.File)));
        Assert.False(writer.Begin(Entry(path, EntryKind.Directory)));
        writer.Finish(Entry(path, EntryKind.Directory));

        Assert.Equal(2, progress.Warnings.Count);
        Assert.Empty(Directory.GetFileSystemEntries(target));
        Assert.Single(Directory.GetFileSystemEntries(disk.Root));
    }

    [Fact]
    public async Task RestoreAll_SpanBeyondItsChunk_Fails()
    {
        using ScratchDisk disk = new();
        string target = disk.Make("target");
        using JobScene scene = new(target);
        ChunkId chunk = scene.Server.Put("four"u8.ToArray());
        scene.Server.Manifest = Manifest(
            Entry("/", EntryKind.Directory), Entry("/file", EntryKind.File) with { SizeBytes = 5, Spans = [new ContentSpan(0, chunk, 0, 5)] });

        ArchiveServerException failure = await Assert.ThrowsAsync<ArchiveServerException>(() => scene.RestoreAllAsync(target));

        Assert.Contains("damaged", failure.Message);
    }

    [Fact]
    public async Task RestoreAll_NameTooLong_IsNamedAndTheRestGoesOn()
    {
        using ScratchDisk disk = new();
        string target = disk.Make("target");
        using JobScene scene = new(target);
        scene.Server.Manifest = Manifest(
            Entry("/", EntryKind.Directory), Entry("/" + new string('n', 256), EntryKind.File), Entry("/ok", EntryKind.File));

        JobResult result = await scene.RestoreAllAsync(target);

        Assert.Single(result.Warnings);
        Assert.Equal("ok", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(target))));
    }

    private static byte[] Manifest(params ManifestEntry[] entries)
    {
        using MemoryStream stream = new();
        ManifestHeader header = new()
        {
            Archive = new ArchiveId(Guid.NewGuid()),
            Machine = new MachineId(Guid.NewGuid()),
            MachineName = "pc",
            Created = DateTimeOffset.UnixEpoch,
        };
        using ManifestWriter writer = new(stream, header);
        foreach (ManifestEntry entry in entries)
        {
            writer.Add(entry);
        }
        writer.Finish();
        return stream.ToArray();
    }

    private static ManifestEntry Entry(string path, EntryKind kind) =>
        new() { Path = Bytes(path), Kind = kind, Mode = 0x1C0, Uid = 0, Gid = 0, MtimeNs = 1 };

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
