using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class IncrementalBackupTests
{
    [Fact]
    public async Task Backup_NothingChanged_SendsNothingAndSaysTheSame()
    {
        using ScratchDisk disk = new("ext4");
        string source = disk.Make("source");
        NastyTree.Make(source, withFlags: true);
        using JobScene scene = new(source);
        await scene.BackupAsync();
        List<ManifestEntry> before = scene.Entries();
        int chunks = scene.Server.ChunkCount;

        scene.Server.Base = scene.Server.Manifest;
        scene.Server.Before = call => Assert.NotEqual("chunks", call);
        JobResult result = await scene.BackupAsync();

        Assert.Equal(chunks, scene.Server.ChunkCount);
        Assert.Equal(0, result.Figures["sentBytes"]);
        Assert.Equal(before.Count(entry => entry.Kind == EntryKind.File && entry.HardLinkTo.Length == 0), result.Figures["unchangedFiles"]);
        Assert.Equal(before.Select(Text), scene.Entries().Select(Text));
    }

    [Fact]
    public async Task Backup_ContentChangedBehindSameSizeAndTime_IsReadAgain()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        string path = Path.Combine(source, "file");
        File.WriteAllText(path, "old");
        File.WriteAllText(Path.Combine(source, "other"), "same");
        DateTime time = File.GetLastWriteTimeUtc(path);
        using JobScene scene = new(source);
        await scene.BackupAsync();

        File.WriteAllText(path, "new");
        File.SetLastWriteTimeUtc(path, time);
        scene.Server.Base = scene.Server.Manifest;
        JobResult result = await scene.BackupAsync();
        string restored = disk.Make("restored");
        await scene.RestoreAllAsync(restored);

        Assert.Equal(1, result.Figures["unchangedFiles"]);
        Assert.Equal("new", File.ReadAllText(Path.Combine(restored, "file")));
    }

    [Fact]
    public async Task Backup_FirstOfTwoLinksRemoved_OtherBecomesAFileAgain()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "a"), "linked");
        Python.Command("/usr/bin/ln", Path.Combine(source, "a"), Path.Combine(source, "b"));
        using JobScene scene = new(source);
        await scene.BackupAsync();

        File.Delete(Path.Combine(source, "a"));
        scene.Server.Base = scene.Server.Manifest;
        await scene.BackupAsync();
        string restored = disk.Make("restored");
        await scene.RestoreAllAsync(restored);

        Assert.Equal("linked", File.ReadAllText(Path.Combine(restored, "b")));
    }

    [Fact]
    public async Task Backup_DamagedBaseManifest_ReadsEverythingAndWarns()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "file"), "content");
        using JobScene scene = new(source);
        scene.Server.Base = new byte[5000];

        JobResult result = await scene.BackupAsync();

        Assert.Contains("damaged", Assert.Single(result.Warnings));
        Assert.Equal(0, result.Figures["unchangedFiles"]);
    }

    [Fact]
    public async Task Backup_ServerForgotTheUpload_BeginsAnew()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "file"), "content");
        using JobScene scene = new(source);
        int asked = 0;
        scene.Server.Before = call =>
        {
            if (call == "missing" && Interlocked.Increment(ref asked) == 1)
            {
                throw new ArchiveServerException("The upload is unknown.", isTransient: false, ErrorCode.Conflict);
            }
        };

        await scene.BackupAsync();

        Assert.Equal(2, asked);
        Assert.NotNull(scene.Server.Manifest);
    }

    [Fact]
    public async Task Backup_ServerForgetsTheUploadAgainAndAgainWithoutProgress_GivesUp()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        File.WriteAllText(Path.Combine(source, "file"), "content");
        using JobScene scene = new(source);
        int begun = 0;
        scene.Server.Before = call =>
        {
            begun += call == "base" ? 1 : 0;
            if (call == "missing")
            {
                throw new ArchiveServerException("The upload is unknown.", isTransient: false, ErrorCode.Conflict);
            }
        };

        ArchiveServerException failure = await Assert.ThrowsAsync<ArchiveServerException>(() => scene.BackupAsync());

        Assert.Equal((3, ErrorCode.Conflict), (begun, failure.Code));
    }

    [Theory]
    [InlineData("base")]
    [InlineData("missing")]
    [InlineData("chunks")]
    [InlineData("commit")]
    public async Task Backup_ServerRefuses_FailsWithItsSentence(string at)
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        NastyTree.Make(source, withFlags: false);
        using JobScene scene = new(source);
        scene.Server.Before = call =>
        {
            if (call == at)
            {
                throw new ArchiveServerException("The store is full.", isTransient: false, ErrorCode.StoreFull);
            }
        };

        ArchiveServerException failure = await Assert.ThrowsAsync<ArchiveServerException>(() => scene.BackupAsync());

        Assert.Equal("The store is full.", failure.Message);
    }

    private static string Text(ManifestEntry entry) =>
        $"{BytePath.ToDisplay(entry.Path)} {entry.Kind} {entry.Mode} {entry.MtimeNs} {entry.CtimeNs} {entry.Inode} {entry.SizeBytes} {entry.InodeFlags} "
        + $"{BytePath.ToDisplay(entry.HardLinkTo)} {BytePath.ToDisplay(entry.LinkTarget)} {string.Join(',', entry.Spans)} "
        + string.Join(',', entry.ExtendedAttributes.Select(one => BytePath.ToDisplay(one.Name) + Convert.ToHexString(one.Value)));
}
