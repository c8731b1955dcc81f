using System;
using System.IO;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;
using Xunit;

namespace Monitas.Imaging.Tests.Stores;

public sealed class DirectoryStoreTests : StoreConformance, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public DirectoryStoreTests() => Store = new DirectoryStore(_directory["store"]);

    protected override IStore Store { get; }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task ListUnfinishedAsync_AfterPowerLoss_NamesOurPartialsOnly()
    {
        await PutAsync("a.iso", [1]);
        File.WriteAllBytes(_directory["store/b.iso.partial"], [1]);
        File.WriteAllBytes(_directory["store/Somebody Else.partial"], [1]);

        Assert.Equal([new StoreItem("b.iso", 1)], await Store.ListUnfinishedAsync(Cancel));
        await (await Store.ResumePutAsync("b.iso", Cancel)).DisposeAsync();
        Assert.True(File.Exists(_directory["store/a.iso"]));
        Assert.True(File.Exists(_directory["store/Somebody Else.partial"]));
        Assert.False(File.Exists(_directory["store/b.iso.partial"]));
    }

    [Fact]
    public async Task BeginPutAsync_WhileWriting_IsNamedPartialAndReadableByTheOwnerOnly()
    {
        await using IStoreUpload upload = await Store.BeginPutAsync("a.iso", Cancel);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory["store/a.iso.partial"]));
        await Assert.ThrowsAnyAsync<IOException>(async () => await Store.BeginPutAsync("a.iso", Cancel));
    }

    [Fact]
    public async Task WriteAsync_DiskFull_SaysWhichStoreAndWhatToDo()
    {
        // /dev/full answers every write as a full disk does.
        StoreFileStream stream = new(new FileStream("/dev/full", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 4096), "/srv/backups");
        StoreFullException error = await Assert.ThrowsAsync<StoreFullException>(async () =>
        {
            await stream.WriteAsync(new byte[100_000], Cancel);
            await stream.FlushAsync(Cancel);
        });
        Assert.Contains("'/srv/backups' is full", error.Message);
        Assert.Contains("Free some space", error.Message);
        await stream.WriteAsync(new byte[100], Cancel);
        Assert.Throws<StoreFullException>(stream.Flush);
        await stream.DisposeAsync();
    }
}
