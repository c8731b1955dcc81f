using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Tests.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

/// <summary>What a killed server leaves of a volume is taken up again: whole sound frames stay, the torn tail goes.</summary>
public sealed class UnfinishedVolumeTests
{
    private const int FirstFrame = 18 * 2048;
    private static readonly MachineId Machine = new(Guid.Parse("01900000-0000-7000-a000-000000000001"));
    private static readonly VolumeId Id = VolumeSamples.Volume(1);
    private static readonly VolumeSettings SmallPacks = new() { MaxPackBytes = 1500 };

    private readonly MemoryStore _store = new();
    private readonly List<byte[]> _frames = [];

    public UnfinishedVolumeTests()
    {
        using ZstdCodec codec = new();
        _frames.AddRange(Enumerable.Range(0, 12).Select(i => ChunkFrame.Encode(TestBytes.Random(200 + (40 * i), i), codec)));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Name => VolumeNames.OfVolume(Id);

    [Fact]
    public async Task ResumeAsync_SuspendedVolume_IsSealedWithAllChunksAndItsMachine()
    {
        await SuspendAsync(_frames.Count);
        SealedVolume done = await ResumeAndSealAsync(_frames.Count);

        Assert.Equal(Machine, done.Description.Machine);
        Assert.Empty(done.Description.Archives);
        Assert.True(done.Description.Packs.Count > 3);
        Assert.Empty(_store.Unfinished);
    }

    [Fact]
    public async Task ResumeAsync_AndSealedAgain_IsByteForByteWhatItWouldHaveBeen()
    {
        await using (VolumeWriter writer = await BeginAsync(_frames.Count))
        {
            await writer.SealAsync(Machine, Cancel);
        }
        byte[] straight = _store.Objects[Name];
        _store.Objects.Clear();
        await SuspendAsync(_frames.Count);
        await ResumeAndSealAsync(_frames.Count);

        Assert.Equal(straight, _store.Objects[Name]);
    }

    [Fact]
    public async Task ResumeAsync_CutAnywhere_KeepsTheWholeFramesBeforeTheCut()
    {
        await SuspendAsync(_frames.Count);
        byte[] whole = _store.Unfinished[Name];
        List<int> ends = FrameEnds(whole);
        for (int length = 0; length <= whole.Length; length = length < FirstFrame - 1 ? length + 5000 : length + 89)
        {
            await ResumeCutAsync(whole, length, ends.Count(end => end <= length));
        }
        foreach (int end in ends)
        {
            await ResumeCutAsync(whole, end - 1, ends.IndexOf(end));
            await ResumeCutAsync(whole, end, ends.IndexOf(end) + 1);
        }
    }

    [Fact]
    public async Task ResumeAsync_AnyBitFlipped_KeepsTheFramesBeforeIt()
    {
        await SuspendAsync(_frames.Count);
        byte[] whole = _store.Unfinished[Name];
        List<int> ends = FrameEnds(whole);
        Random random = new(7);
        for (int round = 0; round < 80; round++)
        {
            byte[] damaged = (byte[])whole.Clone();
            int at = random.Next(FirstFrame, whole.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));
            _store.Objects.Clear();
            _store.Unfinished[Name] = damaged;
            await ResumeAndSealAsync(ends.Count(end => end <= at));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ResumeAsync_KilledWhileSealing_KeepsAllFramesAndForgetsTheRest(bool withDescriptors)
    {
        await using (VolumeWriter writer = await BeginAsync(_frames.Count))
        {
            byte[] manifest = VolumeSamples.Manifest(VolumeSamples.Archive(1), []);
            await writer.PutManifestAsync(VolumeSamples.Archive(1), new MemoryStream(manifest), Encoding.UTF8.GetBytes(VolumeSamples.Layout), default, Cancel);
            await writer.SealAsync(Cancel);
        }
        byte[] almost = _store.Objects[Name];
        if (!withDescriptors)
        {
            almost.AsSpan(0, FirstFrame).Clear();
        }
        _store.Objects.Clear();
        _store.Unfinished[Name] = almost;

        SealedVolume done = await ResumeAndSealAsync(_frames.Count);
        Assert.Empty(done.Description.Archives);
    }

    [Fact]
    public async Task ResumeAsync_GoesOnWithFurtherChunks()
    {
        await SuspendAsync(5);
        await using VolumeWriter writer = await VolumeWriter.ResumeAsync(_store, Id, VolumeSamples.Now, SmallPacks, Cancel);
        Assert.False(await writer.AppendChunkAsync(_frames[4], Cancel));
        foreach (byte[] frame in _frames.Skip(5))
        {
            Assert.True(await writer.AppendChunkAsync(frame, Cancel));
        }
        await writer.SealAsync(Machine, Cancel);
        await VerifyAsync(_frames.Count);
    }

    [Fact]
    public async Task ResumeAsync_Cancelled_LeavesTheVolumeForTheNextTime()
    {
        await SuspendAsync(5);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await VolumeWriter.ResumeAsync(_store, Id, VolumeSamples.Now, SmallPacks, new CancellationToken(canceled: true)));
        await ResumeAndSealAsync(5);
    }

    private async Task ResumeCutAsync(byte[] whole, int length, int frames)
    {
        _store.Objects.Clear();
        _store.Unfinished[Name] = whole[..length];
        await ResumeAndSealAsync(frames);
    }

    private async Task<SealedVolume> ResumeAndSealAsync(int frames)
    {
        await using VolumeWriter writer = await VolumeWriter.ResumeAsync(_store, Id, VolumeSamples.Now, SmallPacks, Cancel);
        Assert.Equal(frames, writer.ChunkCount);
        SealedVolume done = await writer.SealAsync(Machine, Cancel);
        await VerifyAsync(frames);
        return done;
    }

    private async Task VerifyAsync(int frames)
    {
        VolumeReport report = await VolumeVerifier.VerifyAsync(_store, Id, null, Cancel);
        Assert.Empty(report.Damage);
        Assert.Equal(frames, report.ChunksChecked);
    }

    private async Task SuspendAsync(int frames)
    {
        await using VolumeWriter writer = await BeginAsync(frames);
        await writer.SuspendAsync();
    }

    private async Task<VolumeWriter> BeginAsync(int frames)
    {
        VolumeWriter writer = await VolumeWriter.CreateAsync(_store, Id, VolumeSamples.Now, SmallPacks, Cancel);
        foreach (byte[] frame in _frames.Take(frames))
        {
            await writer.AppendChunkAsync(frame, Cancel);
        }
        return writer;
    }

    private List<int> FrameEnds(byte[] whole) =>
        [.. _frames.Select(frame => whole.AsSpan().IndexOf(frame) + frame.Length)];
}
