using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Agents;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Backups;

/// <summary>Volumes that no server has written: the format lets their writer describe an archive as it likes.</summary>
public sealed class ForeignVolumeTests : ServedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"number\":\"seven\",\"made\":[\"by another program\"]}")]
    public async Task Start_DescriptionIsAnotherPrograms_ArchiveIsTakenInAllTheSame(string description)
    {
        MachineId machine = (await Server.EnrollAsync("desk-1")).Machine;
        await Server.DisposeAsync();
        TestContent content = new(seed: 9, files: 2, fileBytes: 10_000);
        VolumeId volume = VolumeId.New(TimeProvider.System);
        ArchiveId archive = ArchiveId.New(TimeProvider.System);
        await using (VolumeWriter writer = await VolumeWriter.CreateAsync(
            new DirectoryStore(Place.Combine("store")), volume, TimeProvider.System.GetUtcNow(), new VolumeSettings(), Cancel))
        {
            foreach (byte[] frame in content.Frames)
            {
                await writer.AppendChunkAsync(frame, Cancel);
            }
            await writer.PutManifestAsync(archive, new MemoryStream(content.Manifest(machine, archive)), default, Encoding.UTF8.GetBytes(description), Cancel);
            await writer.SealAsync(Cancel);
        }

        await RestartAsync();

        ArchiveRecord taken = Assert.Single(Server.Catalog.ListArchives());
        Assert.Equal((archive, machine, volume), (taken.Id, taken.Machine, taken.Volume));
        Assert.Equal(1, taken.Number);
        Assert.Empty(taken.Warnings);
    }
}
