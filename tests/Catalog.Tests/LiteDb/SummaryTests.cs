using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Xunit;

namespace Monitas.Catalog.Tests.LiteDb;

public sealed class SummaryTests : IDisposable
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("monitas-catalog-").FullName;
    private readonly LiteDbCatalog _catalog;
    private readonly MachineId _machine = new(Guid.NewGuid());

    public SummaryTests() => _catalog = LiteDbCatalog.Open(System.IO.Path.Combine(_directory, "catalog.db"));

    public void Dispose()
    {
        _catalog.Dispose();
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    /// <summary>They are kept in memory, so each kind of change must reach them.</summary>
    [Fact]
    public void ListArchiveSummaries_AfterEveryKindOfChange_TellsWhatTheRecordsTell()
    {
        Check();
        ArchiveRecord first = Commit(_machine, 1);
        Check();
        Commit(new MachineId(Guid.NewGuid()), 1);
        Commit(_machine, 2);
        Check();
        _catalog.ReplaceVolumes(new VolumeReplacement { Time = Samples.Now, Places = new Dictionary<ArchiveId, ArchivePlace> { [first.Id] = new(new VolumeId(Guid.NewGuid()), []) } });
        Check();
        _catalog.RemoveArchives([first.Id], Samples.Now);
        Check();
        _catalog.Rebuild(new RebuiltCatalog { Machines = [], Archives = [Samples.Archive(_machine, Samples.Now) with { Number = 7 }], Volumes = [], Removed = [] });
        Check();
        Assert.Equal(7, _catalog.FindNewestArchive(_machine)!.Number);
    }

    [Fact]
    public void ListArchiveSummaries_NothingChanged_IsTheSameList()
    {
        Commit(_machine, 1);
        IReadOnlyList<ArchiveSummary> before = _catalog.ListArchiveSummaries(_machine);
        Commit(new MachineId(Guid.NewGuid()), 1);
        Assert.Same(before, _catalog.ListArchiveSummaries(_machine));
    }

    [Fact]
    public void ListMachinesWithArchives_AreThoseOfAllArchivesEachOnce()
    {
        MachineId other = new(Guid.NewGuid());
        Commit(_machine, 1);
        Commit(other, 2);
        Commit(_machine, 3);
        Assert.Equal(new[] { _machine, other }.ToHashSet(), _catalog.ListMachinesWithArchives().ToHashSet());
        Assert.Equal(2, _catalog.ListMachinesWithArchives().Count);
    }

    private ArchiveRecord Commit(MachineId machine, int day) => _catalog.CommitArchive(Samples.Archive(machine, Samples.Now.AddDays(day)), []);

    private void Check() => Assert.Equal(
        _catalog.ListArchives(_machine).Select(a => new ArchiveSummary { Id = a.Id, Machine = a.Machine, Number = a.Number, Time = a.Time, Volume = a.Volume }),
        _catalog.ListArchiveSummaries(_machine));
}
