using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>What a volume says of an archive in it and of itself, as records of the catalog: the one place that turns VOLUME.JSON into them.</summary>
/// <param name="Archive">The archive; its number is 0 when the volume does not tell it.</param>
/// <param name="MachineName">The machine's name when the archive was made.</param>
/// <param name="Known">By what else the machine was known then; null when it was not known.</param>
internal sealed record StoredArchive(ArchiveRecord Archive, string MachineName, DescribedMachine? Known)
{
    /// <summary>Reads what a volume says of one of its archives.</summary>
    /// <exception cref="Monitas.Imaging.VolumeFormatException">The layout is damaged.</exception>
    /// <exception cref="JsonException">The layout is none that an agent writes.</exception>
    public static async Task<StoredArchive> ReadAsync(VolumeReader reader, VolumeArchive stored, CancellationToken cancellationToken)
    {
        byte[] layout = await reader.ReadLayoutAsync(stored.Archive, cancellationToken).ConfigureAwait(false);
        ArchiveDescription? said = Said(stored);
        Dictionary<string, long> figures = new(said?.Figures ?? new Dictionary<string, long> { ["files"] = stored.EntryCount, ["bytes"] = stored.TotalBytes });
        figures.TryAdd("storedBytes", reader.LengthBytes);
        ArchiveRecord archive = new()
        {
            Id = stored.Archive,
            Machine = stored.Machine,
            Number = said?.Number ?? 0,
            Time = said?.Time ?? stored.Created,
            Job = said?.Job,
            Volume = reader.Description.Volume,
            Volumes = [.. said?.EarlierVolumes ?? [], reader.Description.Volume],
            Figures = figures,
            Warnings = [.. (said?.Warnings ?? []).Where(warning => !ArchiveMarks.IsMark(warning))],
            Layout = layout.Length == 0 ? null : JsonSerializer.Deserialize(layout, ContractsJson.Default.MachineLayout),
        };
        return new StoredArchive(archive, said?.MachineName ?? stored.MachineName, said?.Known);
    }

    /// <summary>What a volume that holds the manifest of a removed archive still tells of it.</summary>
    /// <param name="stored">The archive.</param>
    /// <param name="tombstone">The volume that says that it is removed.</param>
    /// <param name="now">The time.</param>
    public static RemovedArchiveRecord Removed(VolumeArchive stored, VolumeId tombstone, DateTimeOffset now)
    {
        return new RemovedArchiveRecord { Archive = stored.Archive, Machine = stored.Machine, Number = Said(stored)?.Number ?? 0, Removed = now, Tombstone = tombstone };
    }

    /// <summary>The volume itself, as one that the catalog did not know.</summary>
    /// <param name="volume">What it says.</param>
    /// <param name="item">How it lies in the store.</param>
    public static VolumeRecord Volume(VolumeDescription volume, StoreItem item) => new()
    {
        Id = volume.Volume,
        Name = item.Name,
        SizeBytes = item.LengthBytes,
        Sealed = volume.Created,
        Machine = volume.Machine ?? (volume.Archives is [VolumeArchive first, ..] ? first.Machine : default),
        Interrupted = volume.Machine is not null,
        TakenIn = true,
        Figures = new Dictionary<string, long> { ["chunks"] = volume.Packs.Sum(pack => (long)pack.Chunks) },
    };

    /// <summary>The machine, as one that the catalog has lost: without a credential, so it enrols anew, by its name, and has its archives again.</summary>
    /// <param name="isTaken">Is there another machine with this name?</param>
    /// <param name="now">The time.</param>
    public MachineRecord Machine(Func<string, bool> isTaken, DateTimeOffset now) => new()
    {
        Id = Archive.Machine,
        Name = isTaken(MachineName) ? $"{MachineName}-{Archive.Machine.ToString()[..8]}" : MachineName,
        Created = Known?.Created ?? now,
        MacAddresses = Known?.MacAddresses ?? [],
        SmbiosUuid = Known?.SmbiosUuid ?? "",
        SerialNumber = Known?.SerialNumber ?? "",
        Group = Known?.Group ?? "",
    };

    /// <summary>What the server that made the archive said of it; null when it was another program, which may say what it likes there.</summary>
    private static ArchiveDescription? Said(VolumeArchive stored)
    {
        try
        {
            return stored.Description.ValueKind == JsonValueKind.Object ? stored.Description.Deserialize(BackupJson.Default.ArchiveDescription) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
