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
    public void NoteRemovedArchives_AreTakenOutWhoeverReadsThem_AndTheirNumbersAreNotGivenAgain()
    {
        ArchiveRecord known = Commit(1);
        Assert.Equal(known.Id, _catalog.FindNewestArchive(_machine)!.Id);
        _catalog.AddJob(id => new JobRecord
        {
            Id = id,
            Kind = JobKind.Restore,
            Machine = _machine,
            MachineName = "pc",
            State = JobState.Queued,
            Parameters = new JobParameters { Archive = known.Id },
            Created = Samples.Now,
            StateSince = Samples.Now,
        });
        RemovedArchiveRecord here = new() { Archive = known.Id, Machine = _machine, Number = 1, Removed = Samples.Now };
        RemovedArchiveRecord elsewhere = new() { Archive = new ArchiveId(Guid.NewGuid()), Machine = _machine, Number = 6, Removed = Samples.Now };

        Assert.Equal(here, Assert.Single(_catalog.NoteRemovedArchives([here, elsewhere])));

        Assert.Empty(_catalog.ListArchives());
        Assert.Null(_catalog.FindNewestArchive(_machine));
        Assert.Equal([here, elsewhere], _catalog.ListRemovedArchives());
        Assert.Equal(7, Commit(2).Number);
    }

    [Fact]
    public void UpdateArchive_ChangesTheRecordUnlessItIsGone()
    {
        ArchiveRecord archive = Commit(1);
        Assert.Equal(["x"], _catalog.UpdateArchive(archive.Id, current => current with { Warnings = ["x"], Number = 9 })!.Warnings);
        Assert.Equal((1, "x"), (_catalog.FindArchive(archive.Id)!.Number, _catalog.FindArchive(archive.Id)!.Warnings[0]));
        _catalog.RemoveArchives([archive.Id], Samples.Now);
        Assert.Null(_catalog.UpdateArchive(archive.Id, current => current));
        Assert.Empty(_catalog.ListArchives());
    }

    [Fact]
    public void CommitArchive_OfAJobThatTheCatalogDoesNotKnow_NoJobGetsItsNumber()
    {
        _catalog.CommitArchive(Samples.Archive(_machine, Samples.Now) with { Number = 0, Job = new JobId(41) }, []);
        Assert.Equal(42, NewJob());
        _catalog.Rebuild(new RebuiltCatalog { Archives = [Samples.Archive(_machine, Samples.Now) with { Job = new JobId(50) }] });
        Assert.Equal(51, NewJob());
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

    private long NewJob() => _catalog.AddJob(id => new JobRecord
    {
        Id = id,
        Kind = JobKind.Backup,
        Machine = _machine,
        MachineName = "pc",
        State = JobState.Queued,
        Parameters = new JobParameters(),
        Created = Samples.Now,
        StateSince = Samples.Now,
    }).Id.Value;

    private ArchiveRecord Commit(int day)
    {
        ArchiveRecord archive = Samples.Archive(_machine, Samples.Now.AddDays(day)) with { Number = 0 };
        VolumeRecord volume = Samples.Volume(_machine, Samples.Now.AddDays(day));
        return _catalog.CommitArchive(archive with { Volume = volume.Id, Volumes = [volume.Id] }, [volume]);
    }
}
