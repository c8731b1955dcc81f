using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;
using Xunit;

namespace Monitas.Imaging.Tests.Stores;

/// <summary>What every kind of store must do. Each kind has a class that derives from this one.</summary>
public abstract class StoreConformance
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An empty store.</summary>
    protected abstract IStore Store { get; }

    [Fact]
    public async Task CommitAsync_Upload_IsReadableAndListed()
    {
        byte[] content = TestBytes.Random(300_000, 1);
        await PutAsync("a.iso", content);

        Assert.Equal([new StoreItem("a.iso", content.Length)], await Store.ListAsync(Cancel));
        await using Stream stream = await Store.OpenReadAsync("a.iso", Cancel);
        Assert.True(stream.CanSeek);
        Assert.Equal(content.Length, stream.Length);
        byte[] back = new byte[content.Length];
        await stream.ReadExactlyAsync(back, Cancel);
        Assert.Equal(content, back);
    }

    [Fact]
    public async Task Content_SeekBackReadAndPatch_AreKept()
    {
        await using (IStoreUpload upload = await Store.BeginPutAsync("a", Cancel))
        {
            await upload.Content.WriteAsync(TestBytes.Random(200_000, 2), Cancel);
            upload.Content.Position = 100;
            await upload.Content.WriteAsync(new byte[] { 1, 2, 3 }, Cancel);
            upload.Content.Position = 99;
            byte[] read = new byte[5];
            await upload.Content.ReadExactlyAsync(read, Cancel);
            Assert.Equal([1, 2, 3], read[1..4]);
            Assert.Equal(200_000, upload.Content.Length);
            await upload.CommitAsync(Cancel);
        }
        byte[] expected = TestBytes.Random(200_000, 2);
        new byte[] { 1, 2, 3 }.CopyTo(expected, 100);
        byte[] back = new byte[200_000];
        await Store.ReadRangeAsync("a", 0, back, Cancel);
        Assert.Equal(expected, back);
    }

    [Fact]
    public async Task OpenStoredAsync_OfAnUploadAndOfAnObject_GivesWhatWasWritten()
    {
        byte[] content = TestBytes.Random(300_001, 4);
        byte[] back = new byte[content.Length];
        await using (IStoreUpload upload = await Store.BeginPutAsync("a", Cancel))
        {
            await upload.Content.WriteAsync(content, Cancel);
            await using (Stream stored = await upload.OpenStoredAsync(Cancel))
            {
                await stored.ReadExactlyAsync(back, Cancel);
            }
            Assert.Equal(content, back);
            upload.Content.Position = 5;
            await upload.Content.WriteAsync(new byte[] { 1, 2, 3 }, Cancel);
            new byte[] { 1, 2, 3 }.CopyTo(content, 5);
            await using Stream again = await upload.OpenStoredAsync(Cancel);
            await again.ReadExactlyAsync(back, Cancel);
            Assert.Equal(content, back);
            await upload.CommitAsync(Cancel);
        }
        await using Stream committed = await Store.OpenStoredAsync("a", Cancel);
        Assert.Equal(content.Length, committed.Length);
        await committed.ReadExactlyAsync(back, Cancel);
        Assert.Equal(content, back);
    }

    [Fact]
    public async Task DisposeAsync_WithoutCommit_LeavesNothing()
    {
        await using (IStoreUpload upload = await Store.BeginPutAsync("a", Cancel))
        {
            await upload.Content.WriteAsync(new byte[100], Cancel);
            Assert.Empty(await Store.ListAsync(Cancel));
            await Assert.ThrowsAsync<FileNotFoundException>(async () => await Store.OpenReadAsync("a", Cancel));
        }
        Assert.Empty(await Store.ListAsync(Cancel));
        Assert.Empty(await Store.ListUnfinishedAsync(Cancel));
        await PutAsync("a", [1]);
    }

    [Fact]
    public async Task SuspendAsync_ThenResumed_GoesOnWithAllBytes()
    {
        byte[] content = TestBytes.Random(300_000, 4);
        await using (IStoreUpload upload = await Store.BeginPutAsync("a", Cancel))
        {
            await upload.Content.WriteAsync(content.AsMemory(0, 200_000), Cancel);
            await upload.SuspendAsync();
        }
        Assert.Empty(await Store.ListAsync(Cancel));
        Assert.Equal([new StoreItem("a", 200_000)], await Store.ListUnfinishedAsync(Cancel));

        await using (IStoreUpload upload = await Store.ResumePutAsync("a", Cancel))
        {
            Assert.Equal(0, upload.Content.Position);
            upload.Content.Position = 200_000;
            await upload.Content.WriteAsync(content.AsMemory(200_000), Cancel);
            await upload.CommitAsync(Cancel);
        }
        Assert.Empty(await Store.ListUnfinishedAsync(Cancel));
        byte[] back = new byte[content.Length];
        await Store.ReadRangeAsync("a", 0, back, Cancel);
        Assert.Equal(content, back);
    }

    [Fact]
    public async Task ResumePutAsync_DisposedWithoutCommit_RemovesIt()
    {
        await using (IStoreUpload upload = await Store.BeginPutAsync("a", Cancel))
        {
            await upload.Content.WriteAsync(new byte[100], Cancel);
            await upload.SuspendAsync();
        }
        await using (await Store.ResumePutAsync("a", Cancel))
        {
        }
        Assert.Empty(await Store.ListUnfinishedAsync(Cancel));
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Store.ResumePutAsync("a", Cancel));
    }

    [Fact]
    public async Task BeginPutAsync_ExistingName_IsRefused()
    {
        await PutAsync("a", [1]);
        await Assert.ThrowsAnyAsync<IOException>(async () => await Store.BeginPutAsync("a", Cancel));
    }

    [Fact]
    public async Task ReadRangeAsync_Anywhere_GivesThoseBytes()
    {
        byte[] content = TestBytes.Random(10_000, 3);
        await PutAsync("a", content);
        byte[] part = new byte[777];
        await Store.ReadRangeAsync("a", 1234, part, Cancel);
        Assert.Equal(content[1234..2011], part);
        await Store.ReadRangeAsync("a", 10_000 - 777, part, Cancel);
        Assert.Equal(content[^777..], part);
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await Store.ReadRangeAsync("a", 10_000 - 776, part, Cancel));
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Store.ReadRangeAsync("b", 0, part, Cancel));
    }

    [Fact]
    public async Task ListAsync_SeveralObjects_AreSorted()
    {
        foreach (string name in (string[])["b", "a-1", "a.1", "a"])
        {
            await PutAsync(name, [1]);
        }
        IReadOnlyList<StoreItem> items = await Store.ListAsync(Cancel);
        Assert.Equal(["a", "a-1", "a.1", "b"], items.Select(item => item.Name));
    }

    [Fact]
    public async Task DeleteAsync_Object_IsGone()
    {
        await PutAsync("a", [1]);
        Assert.True(await Store.DeleteAsync("a", Cancel));
        Assert.False(await Store.DeleteAsync("a", Cancel));
        Assert.Empty(await Store.ListAsync(Cancel));
    }

    [Fact]
    public async Task GetSpaceAsync_Store_HasSome()
    {
        StoreSpace space = await Store.GetSpaceAsync(Cancel);
        Assert.True(space.FreeBytes > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../a")]
    [InlineData("a/b")]
    [InlineData(".a")]
    [InlineData("A")]
    [InlineData("a.partial")]
    public async Task BeginPutAsync_BadName_IsRefused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.BeginPutAsync(name, Cancel));

    protected async Task PutAsync(string name, byte[] content)
    {
        await using IStoreUpload upload = await Store.BeginPutAsync(name, Cancel);
        await upload.Content.WriteAsync(content, Cancel);
        await upload.CommitAsync(Cancel);
    }
}
