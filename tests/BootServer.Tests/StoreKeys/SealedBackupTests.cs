using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.StoreKeys;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Backups;
using Monitas.BootServer.Tests.Retention;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.StoreKeys;

/// <summary>A server whose store is sealed: agents notice nothing of it.</summary>
public sealed class SealedBackupTests : ServedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string KeyFile => Place.Combine("store.key");

    [Fact]
    public async Task BackUpAndFetch_SealedStore_IsTheSameForTheAgent()
    {
        TestContent plain = new(seed: 50, files: 3, fileBytes: 100_000);
        TestContent content = new(seed: 51, files: 6, fileBytes: 200_000);
        using (TestAgent agent = await Server.ConnectAsync("desk-1"))
        {
            await BackupClient.BackUpAsync(Server, agent, plain);
        }
        await SealAsync();
        using TestAgent next = await Server.ConnectAsync("desk-2", "52:54:00:00:00:02");
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, next, content);

        byte[] stored = await File.ReadAllBytesAsync(Path.Combine(Place.Combine("store"), VolumeNames.OfVolume(receipt.Volume)), Cancel);
        Assert.Equal(-1, stored.AsSpan().IndexOf("desk-2"u8));
        Assert.Equal(-1, stored.AsSpan().IndexOf(content.AllIds.AsSpan(0, 32)));
        await RestartAsync(change: Sealed);
        using TestAgent again = await Server.ConnectAsync("desk-3", "52:54:00:00:00:03");
        Assert.All(Server.Catalog.ListVolumes(), volume => Assert.Empty(VolumeVerifier.VerifyAsync(Server.Store, volume.Id, null, Cancel).GetAwaiter().GetResult().Damage));
    }

    [Fact]
    public async Task Fetch_FromASealedVolume_GivesPlainFrames()
    {
        await SealAsync();
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 52, files: 6, fileBytes: 200_000);
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, content);
        JobId job = await Server.OrderAsync(agent, JobKind.Restore, receipt.Archive);
        using HttpResponseMessage answer = await agent.PostAsync(Routes.FetchChunks, job, content.AllIds);
        Assert.Equal(content.AllFrames, await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task Restart_CatalogLostAndKeysObjectLost_IsReadWithTheKeyFileAlone()
    {
        await SealAsync();
        using (TestAgent agent = await Server.ConnectAsync("desk-1"))
        {
            await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 53, files: 2, fileBytes: 100_000));
        }
        await Server.DisposeAsync();
        File.Delete(Place.Combine("state/catalog.db"));
        File.Delete(Directory.GetFiles(Place.Combine("store"), "keys-*.json").Single());
        await RestartAsync(change: settings => Sealed(settings) with { Encryption = StoreEncryption.None });
        Assert.Equal("desk-1", Server.Catalog.FindMachine(Assert.Single(Server.Catalog.ListArchives()).Machine)!.Name);
    }

    [Fact]
    public async Task Start_KeyMissingOrWrongOrNotMadeYet_SaysWhatToDo()
    {
        StartupException error = await Assert.ThrowsAsync<StartupException>(async () => await RestartAsync(change: Sealed));
        Assert.Contains("cannot be read", error.Message, StringComparison.Ordinal);
        await SealAsync();
        string key = await File.ReadAllTextAsync(KeyFile, Cancel);
        File.Delete(KeyFile);
        error = await Assert.ThrowsAsync<StartupException>(async () => await RestartAsync(change: Sealed));
        Assert.Contains(KeyFile, error.Message, StringComparison.Ordinal);
        StoreSecretFiles.WriteKeyFile(KeyFile);
        error = await Assert.ThrowsAsync<StartupException>(async () => await RestartAsync(change: Sealed));
        Assert.Contains("is opened by key file", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<StartupException>(async () => await RestartAsync());
        Assert.Contains("set key-file", error.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(KeyFile, key.Replace("\n3 ", "\n3 f", StringComparison.Ordinal), Encoding.UTF8, Cancel);
        error = await Assert.ThrowsAsync<StartupException>(async () => await RestartAsync(change: Sealed));
        Assert.Contains("group 3 is mistyped", error.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(KeyFile, key, Cancel);
        await RestartAsync(change: Sealed);
    }

    [Fact]
    public async Task Rotate_WhileTheServerRuns_SealsTheNextVolumeWithTheNewKeyAndOldOnesStayReadable()
    {
        await SealAsync();
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        await PruneScene.BackUpAsync(Server, agent, 1);
        ServerSettings settings = Sealed(new ServerSettings { Store = Place.Combine("store") });
        StoreKeyRing ring = Server.Services.GetRequiredService<StoreKeyRing>();
        StoreKeyId? before = ring.ActiveKey;
        StoreKeyReload reload = new(Server.Store, ring, settings);

        await new StoreKeyDesk(settings, TimeProvider.System).RotateAsync(null, Cancel);
        Assert.Contains("have changed", await reload.ProblemAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("", await reload.TakeInAsync(Cancel));
        Assert.Equal("", await reload.ProblemAsync(Cancel));
        ArchiveId archive = await PruneScene.BackUpAsync(Server, agent, 2);

        Assert.NotEqual(before, ring.ActiveKey);
        byte[] stored = await File.ReadAllBytesAsync(Path.Combine(settings.Store, VolumeNames.OfVolume(Server.Catalog.FindArchive(archive)!.Volume)), Cancel);
        Assert.NotEqual(-1, stored.AsSpan().IndexOf(Encoding.ASCII.GetBytes(ring.ActiveKey.ToString()!)));
        await PruneScene.AssertWholeAsync(Server);
        await RestartAsync(change: Sealed);
        await PruneScene.AssertWholeAsync(Server);
    }

    private ServerSettings Sealed(ServerSettings settings) => settings with { Encryption = StoreEncryption.KeyFile, KeyFile = KeyFile };

    private async Task SealAsync()
    {
        await Server.DisposeAsync();
        await new StoreKeyDesk(Sealed(new ServerSettings { Store = Place.Combine("store") }), TimeProvider.System).InitAsync(Cancel);
        await RestartAsync(change: Sealed);
    }
}
