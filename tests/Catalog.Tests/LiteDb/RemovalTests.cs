using System;
using System.Collections.Generic;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Catalog.Tests.LiteDb;

public sealed class RemovalTests : IDisposable
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("monitas-catalog-").FullName;
    private readonly LiteDbCatalog _catalog;
    private readonly MachineId _machine = new(Guid.NewGuid());

    public RemovalTests() => _catalog = LiteDbCatalog.Open(System.IO.Path.Combine(_directory, "catalog.db"));

    public void Dispose()
    {
        _catalog.Dispose();
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void RemoveArchives_AreGoneAndRemembered_AndNumbersAreNotGivenAgain()
    {
        ArchiveRecord first = Commit(1);
        ArchiveRecord second = Commit(2);
        RemovedArchiveRecord removed = Assert.Single(_catalog.RemoveArchives([second.Id, new ArchiveId(Guid.NewGuid())], Samples.Now));

        Assert.Equal((second.Id, _machine, 2, null), (removed.Archive, removed.Machine, removed.Number, removed.Tombstone));
        Assert.Equal(removed, Assert.Single(_catalog.ListRemovedArchives()));
        Assert.Equal(first.Id, Assert.Single(_catalog.ListArchives()).Id);
        Assert.Equal(3, _catalog.NextArchiveNumber(_machine));
        Assert.Equal(3, Commit(3).Number);
    }

    [Fact]
    public void RemoveArchives_OpenJobReadsIt_Stays()
    {
        ArchiveRecord archive = Commit(1);
        JobRecord job = _catalog.AddJob(id => new JobRecord
        {
            Id = id,
            Kind = JobKind.Restore,
            Machine = _machine,
            MachineName = "pc",
            State = JobState.Queued,
            Parameters = new JobParameters { Archive = archive.Id },
            Created = Samples.Now,
            StateSince = Samples.Now,
        });
        Assert.Empty(_catalog.RemoveArchives([archive.Id], Samples.Now));
        _catalog.SaveJob(job with { State = JobState.Succeeded });
        Assert.Single(_catalog.RemoveArchives([archive.Id], Samples.Now));
    }

    [Fact]
    public void ReplaceVolumes_MovesArchivesAndMarksTheOldOnes()
    {
        ArchiveRecord moved = Commit(1);
        ArchiveRecord gone = Commit(2);
        _catalog.RemoveArchives([gone.Id], Samples.Now);
        VolumeRecord added = Samples.Volume(_machine, Samples.Now);

        _catalog.ReplaceVolumes(new VolumeReplacement
        {
            Time = Samples.Now,
            Dropped = [moved.Volume],
            Added = [added],
            Places = new Dictionary<ArchiveId, ArchivePlace> { [moved.Id] = new(added.Id, [added.Id]), [gone.Id] = new(added.Id, [added.Id]) },
            Tombstones = new Dictionary<ArchiveId, VolumeId> { [gone.Id] = added.Id },
        });

        ArchiveRecord after = Assert.Single(_catalog.ListArchives());
        Assert.Equal((added.Id, moved.Number), (after.Volume, after.Number));
        Assert.Equal([added.Id], after.Volumes);
        Assert.DoesNotContain(_catalog.ListVolumes(), volume => volume.Id == moved.Volume);
        Assert.Equal(moved.Volume, Assert.Single(_catalog.ListDroppedVolumes()).Id);
        Assert.Equal(added.Id, Assert.Single(_catalog.ListRemovedArchives()).Tombstone);
        Assert.True(_catalog.ForgetVolume(moved.Volume));
        Assert.Empty(_catalog.ListDroppedVolumes());
        _catalog.ReplaceVolumes(new VolumeReplacement { Time = Samples.Now, Forgotten = [gone.Id] });
        Assert.Empty(_catalog.ListRemovedArchives());
    }

    [Fact]
    public void CommitArchive_NumberThatAnotherHas_GetsTheNext()
    {
        Commit(1);
        ArchiveRecord brought = _catalog.CommitArchive(Samples.Archive(_machine, Samples.Now) with { Number = 7 }, []);
        Assert.Equal(7, brought.Number);
        Assert.Equal(8, _catalog.CommitArchive(Samples.Archive(_machine, Samples.Now) with { Number = 7 }, []).Number);
        Assert.Equal(7, _catalog.CommitArchive(brought with { Warnings = ["x"] }, []).Number);
        Assert.Equal(5, _catalog.CommitArchive(Samples.Archive(_machine, Samples.Now) with { Number = 5 }, []).Number);
        Assert.Equal(9, _catalog.CommitArchive(Samples.Archive(_machine, Samples.Now), []).Number);
    }

    private ArchiveRecord Commit(int day)
    {
        ArchiveRecord archive = Samples.Archive(_machine, Samples.Now.AddDays(day)) with { Number = 0 };
        VolumeRecord volume = Samples.Volume(_machine, Samples.Now.AddDays(day));
        return _catalog.CommitArchive(archive with { Volume = volume.Id, Volumes = [volume.Id] }, [volume]);
    }
}
