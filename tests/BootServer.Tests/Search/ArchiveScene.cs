using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Search;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Jobs;
using Monitas.BootServer.Configuration;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Search;

/// <summary>A server with machines and archives that the test makes from entries, and its command line.</summary>
internal sealed class ArchiveScene : IAsyncDisposable
{
    private readonly Dictionary<string, MachineRecord> _machines = [];

    private ArchiveScene(ApiHarness harness) => Harness = harness;

    public ApiHarness Harness { get; }

    /// <summary>An archive's manifest, as the server has it.</summary>
    public async Task<ManifestReader> OpenAsync(ArchiveRecord archive)
    {
        FileStream file = await Get<ManifestCache>().OpenAsync(archive, Cancel);
        return ManifestReader.Open(file, file.Name);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ArchiveScene> StartAsync(Func<ServerSettings, ServerSettings>? change = null) => new(await ApiHarness.StartAsync(change));

    public T Get<T>()
        where T : notnull => Harness.Services.GetRequiredService<T>();

    /// <summary>What keeps path and change lists ready; it runs when the test says so.</summary>
    public SearchKeeper Keeper() =>
        new(Harness.Catalog, Get<PathLists>(), Get<ChangeLists>(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<SearchKeeper>.Instance);

    public Task<CliRun> RunAsync(params string[] arguments) => Harness.RunAsync(arguments);

    public MachineRecord Machine(string name)
    {
        if (!_machines.TryGetValue(name, out MachineRecord? machine))
        {
            machine = new MachineRecord { Id = new MachineId(Guid.NewGuid()), Name = name, Created = JobSamples.Start, Credential = SecretDigest.Of(name) };
            Harness.Catalog.AddMachine(machine);
            _machines.Add(name, machine);
        }
        return machine;
    }

    /// <summary>Makes the machine's next archive, a day after the one before, in a volume of its own with those chunks.</summary>
    public async Task<ArchiveRecord> AddAsync(string machineName, IEnumerable<ManifestEntry> entries, params byte[][] chunks)
    {
        MachineRecord machine = Machine(machineName);
        DateTimeOffset time = JobSamples.Start.AddDays(Harness.Catalog.ListArchives(machine.Id).Count);
        ArchiveId id = new(Guid.CreateVersion7());
        VolumeStore store = Get<VolumeStore>();
        await using VolumeWriter writer = await VolumeWriter.CreateAsync(store.Store, new VolumeId(Guid.CreateVersion7()), time, null, Cancel);
        using ZstdCodec codec = new();
        foreach (byte[] chunk in chunks)
        {
            await writer.AppendChunkAsync(ChunkFrame.Encode(chunk, codec), Cancel);
        }
        await writer.PutManifestAsync(id, new MemoryStream(Manifest(machine, id, time, entries)), default, default, Cancel);
        SealedVolume sealedVolume = await writer.SealAsync(Cancel);
        store.Index.Add(sealedVolume);
        VolumeId volume = sealedVolume.Description.Volume;
        return Harness.Catalog.CommitArchive(
            new ArchiveRecord { Id = id, Machine = machine.Id, Time = time, Volume = volume, Volumes = [volume] },
            [new VolumeRecord { Id = volume, Name = VolumeNames.OfVolume(volume), SizeBytes = sealedVolume.LengthBytes, Sealed = time, Machine = machine.Id }]);
    }

    public static ManifestEntry File(string path, long changed = 1, params ContentSpan[] spans) => new()
    {
        Path = Encoding.UTF8.GetBytes(path),
        Kind = EntryKind.File,
        Mode = 0x1A4,
        Uid = 0,
        Gid = 0,
        MtimeNs = changed * 1_000_000_000,
        CtimeNs = changed * 1_000_000_000,
        Inode = 7,
        SizeBytes = spans.Sum(span => (long)span.Length),
        Spans = spans,
    };

    public static ManifestEntry Directory(string path) => new() { Path = Encoding.UTF8.GetBytes(path), Kind = EntryKind.Directory, Mode = 0x1ED, Uid = 0, Gid = 0, MtimeNs = 1 };

    public static ContentSpan Span(byte[] chunk, long fileOffset = 0, int chunkOffset = 0, int? length = null) =>
        new(fileOffset, ChunkId.Of(chunk), chunkOffset, length ?? chunk.Length - chunkOffset);

    public ValueTask DisposeAsync() => Harness.DisposeAsync();

    private static byte[] Manifest(MachineRecord machine, ArchiveId archive, DateTimeOffset time, IEnumerable<ManifestEntry> entries)
    {
        using MemoryStream output = new();
        using ManifestWriter writer = new(output, new ManifestHeader { Archive = archive, Machine = machine.Id, MachineName = machine.Name, Created = time });
        foreach (ManifestEntry entry in entries.OrderBy(one => one.Path, Comparer<byte[]>.Create((left, right) => BytePath.Compare(left, right))))
        {
            writer.Add(entry);
        }
        writer.Finish();
        return output.ToArray();
    }
}
