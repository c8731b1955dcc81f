using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Restores;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Backups;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Stores;
using Xunit;

namespace Monitas.BootServer.Tests.Restores;

public sealed class SharedFramesTests : ServedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fetch_ByThreeClonesAtOnce_ReadsEachChunkFromTheStoreOnce()
    {
        ReadCounter? counter = null;
        await RestartAsync(store => counter = new ReadCounter(store));
        TestContent content = new(seed: 70, files: 30, fileBytes: 300_000);
        using TestAgent first = await Server.ConnectAsync("desk-1");
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, first, content);
        using TestAgent second = await Server.ConnectAsync("desk-2", "52:54:00:00:00:02");
        using TestAgent third = await Server.ConnectAsync("desk-3", "52:54:00:00:00:03");
        List<(TestAgent Agent, JobId Job)> clones = [];
        foreach (TestAgent agent in new[] { first, second, third })
        {
            clones.Add((agent, await Server.OrderAsync(agent, JobKind.Restore, receipt.Archive)));
            using HttpResponseMessage begun = await agent.PostAsync(Routes.FetchChunks, clones[^1].Job, TestContent.IdBytes([content.Ids[0]]));
        }
        counter!.Reads.Clear();

        byte[][] got = await Task.WhenAll(clones.Select(async c =>
        {
            using HttpResponseMessage answer = await c.Agent.PostAsync(Routes.FetchChunks, c.Job, TestContent.IdBytes([.. content.Ids]));
            return await answer.Content.ReadAsByteArrayAsync(Cancel);
        }));

        Assert.All(got, frames => Assert.True(content.Frames.SelectMany(f => f).SequenceEqual(frames)));
        Assert.InRange(counter.Reads.Count, content.Ids.Count - 1, content.Ids.Count);
        Assert.Equal(counter.Reads.Count, counter.Reads.Distinct().Count());
    }

    [Fact]
    public async Task ReadAsync_WhoeverGivesUp_TheOthersGetTheFrame()
    {
        SharedFrames frames = new();
        TaskCompletionSource<byte[]> disk = new();
        using CancellationTokenSource impatient = new();
        int reads = 0;
        Task<byte[]> Read()
        {
            Interlocked.Increment(ref reads);
            return disk.Task;
        }

        Task<byte[]> givesUp = frames.ReadAsync(Id(1), Read, impatient.Token);
        Task<byte[]> waits = frames.ReadAsync(Id(1), Read, Cancel);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givesUp);
        disk.SetResult([7]);

        Assert.Equal([7], await waits);
        Assert.Equal([7], await frames.ReadAsync(Id(1), Read, Cancel));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task ReadAsync_AFailedRead_IsTriedAgain()
    {
        SharedFrames frames = new();

        await Assert.ThrowsAsync<IOException>(() => frames.ReadAsync(Id(1), () => throw new IOException("once"), Cancel));
        byte[] frame = [];
        for (int tries = 0; frame.Length == 0; tries++)
        {
            // The failure is forgotten just after it was told.
            frame = await frames.ReadAsync(Id(1), () => Task.FromResult(new byte[] { 1 }), Cancel).ContinueWith(t => t.IsCompletedSuccessfully ? t.Result : [], Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
            Assert.True(tries < 1000);
        }

        Assert.Equal([1], frame);
    }

    [Fact]
    public async Task ReadAsync_MoreThanIsKept_ReadsTheOldestAgainAndNotTheNewest()
    {
        SharedFrames frames = new();
        byte[] large = new byte[SharedFrames.MaxBytes / 4];
        int reads = 0;
        async Task ReadAsync(int number)
        {
            await frames.ReadAsync(Id(number), () => Task.FromResult(Count(ref reads, large)), Cancel);
            await Task.Yield();
        }

        foreach (int number in new[] { 1, 2, 3, 4, 5 })
        {
            await ReadAsync(number);
        }
        SpinWait.SpinUntil(() => reads == 5);
        await ReadAsync(3);
        Assert.Equal(5, reads);
        await ReadAsync(1);
        Assert.Equal(6, reads);
        frames.Clear();
        await ReadAsync(5);
        Assert.Equal(7, reads);
    }

    private static byte[] Count(ref int reads, byte[] frame)
    {
        Interlocked.Increment(ref reads);
        return frame;
    }

    private static ChunkId Id(int number) => ChunkId.Of(BitConverter.GetBytes(number));

    /// <summary>Notes each read of a range.</summary>
    private sealed class ReadCounter(IStore inner) : IStore
    {
        public ConcurrentBag<(string Name, long Offset)> Reads { get; } = [];

        public ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken) => inner.BeginPutAsync(name, cancellationToken);

        public ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) => inner.OpenReadAsync(name, cancellationToken);

        public ValueTask ReadRangeAsync(string name, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken)
        {
            Reads.Add((name, offsetBytes));
            return inner.ReadRangeAsync(name, offsetBytes, destination, cancellationToken);
        }

        public ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

        public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

        public ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken) => inner.GetSpaceAsync(cancellationToken);

        public ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken) => inner.ListUnfinishedAsync(cancellationToken);

        public ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken) => inner.ResumePutAsync(name, cancellationToken);
    }
}
