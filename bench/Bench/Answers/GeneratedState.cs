using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.Bench.Answers;

/// <summary>A server's state directory with generated archives: catalog and cached manifests. No volumes are needed to answer.</summary>
internal sealed class GeneratedState(string directory, AnswersSizes sizes, Action<string> say)
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 2, 0, 0, TimeSpan.Zero);

    private const int BusyDays = 5;

    /// <summary>The machine with many archives.</summary>
    internal const string Veteran = "veteran";

    /// <summary>Paths that every archive of <see cref="Veteran"/> holds unchanged, all over the tree; one for each round.</summary>
    internal IReadOnlyList<string> Kept { get; private set; } = [];

    /// <summary>Paths that were removed after a tenth of the archives, likewise.</summary>
    internal IReadOnlyList<string> Gone { get; private set; } = [];

    /// <summary>A path that is another version every fifth day.</summary>
    internal string Busy { get; private set; } = "";

    /// <summary>How many versions of <see cref="Busy"/> there are.</summary>
    internal int BusyVersions => 1 + ((sizes.Archives - 1) / BusyDays);

    /// <summary>The first archive of <see cref="Veteran"/>.</summary>
    internal ArchiveId Oldest { get; private set; }

    /// <summary>A path of which the name is known, in the tree of each machine.</summary>
    internal static string Wanted => "/etc/needle-in-the-haystack.conf";

    /// <summary>The bytes of all manifests.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Makes all of it.</summary>
    internal void Make()
    {
        Directory.CreateDirectory(Path.Combine(directory, "manifests"));
        using LiteDbCatalog catalog = LiteDbCatalog.Open(Path.Combine(directory, "catalog.db"));
        MakeVeteran(catalog);
        for (int machine = 1; machine < sizes.Machines; machine++)
        {
            say($"machine {machine} of {sizes.Machines}");
            MakeNewest(catalog, machine);
        }
    }

    private void MakeVeteran(LiteDbCatalog catalog)
    {
        MachineRecord machine = Add(catalog, Veteran);
        TreeModel model = new(1);
        List<ManifestEntry> entries = model.Make(sizes.Files);
        Kept = [.. Spread(entries, 3).Select(entry => Shown(entry.Path))];
        List<byte[]> gone = [.. Spread(entries, 7).Select(entry => entry.Path)];
        Gone = [.. gone.Select(path => Shown(path))];
        byte[] busy = Spread(entries, 5).First().Path;
        Busy = Shown(busy);
        using ManifestSeries series = new(model, entries, [.. Kept, .. Gone, Busy]);
        for (int day = 0; day < sizes.Archives; day++)
        {
            if (day % 100 == 0)
            {
                say($"archive {day} of {sizes.Archives}, {series.BlockCount} blocks each");
            }
            if (day == Math.Max(1, sizes.Archives / 10))
            {
                gone.ForEach(series.Remove);
            }
            if (day > 0 && day % BusyDays == 0)
            {
                series.Touch(busy);
            }
            ArchiveId archive = Commit(catalog, machine, day, (file, header) => series.Write(file, header));
            Oldest = day == 0 ? archive : Oldest;
            series.Change();
        }
    }

    private void MakeNewest(LiteDbCatalog catalog, int number)
    {
        MachineRecord machine = Add(catalog, $"pc-{number:d3}");
        List<ManifestEntry> entries = new TreeModel(1000 + number).Make(sizes.FilesOfEach);
        ManifestEntry wanted = entries[1] with { Path = Encoding.UTF8.GetBytes(Wanted) };
        entries.Insert(1, wanted);
        Commit(catalog, machine, sizes.Archives, (file, header) =>
        {
            using ManifestWriter writer = new(file, header);
            entries.ForEach(writer.Add);
            writer.Finish();
        });
    }

    private static MachineRecord Add(LiteDbCatalog catalog, string name)
    {
        MachineRecord machine = new() { Id = new MachineId(Guid.NewGuid()), Name = name, Created = Start };
        catalog.AddMachine(machine);
        return machine;
    }

    /// <summary>Files from all over the tree, one for each round.</summary>
    private IEnumerable<ManifestEntry> Spread(List<ManifestEntry> entries, int first)
    {
        List<ManifestEntry> files = entries.FindAll(entry => entry.Kind == EntryKind.File);
        return Enumerable.Range(0, sizes.Rounds).Select(i => files[first + (i * (files.Count - 10) / sizes.Rounds)]);
    }

    private ArchiveId Commit(LiteDbCatalog catalog, MachineRecord machine, int day, Action<Stream, ManifestHeader> write)
    {
        ArchiveId archive = new(Guid.CreateVersion7(Start.AddDays(day)));
        using (FileStream file = new(Path.Combine(directory, "manifests", archive + ".manifest"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
        {
            write(file, new ManifestHeader { Archive = archive, Machine = machine.Id, MachineName = machine.Name, Created = Start.AddDays(day) });
            Bytes += file.Length;
        }
        catalog.CommitArchive(new ArchiveRecord { Id = archive, Machine = machine.Id, Time = Start.AddDays(day), Volume = default, Volumes = [] }, []);
        return archive;
    }

    private static string Shown(byte[] path) => Encoding.UTF8.GetString(path);
}
