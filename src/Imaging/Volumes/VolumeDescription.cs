using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Sealing;

namespace Monitas.Imaging.Volumes;

/// <summary>VOLUME.JSON: names everything in the volume. With all volumes' descriptions the catalog can be made anew.</summary>
public sealed record VolumeDescription
{
    /// <summary>The version of the volume format that this program writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The version of the volume's format; readers refuse a newer one.</summary>
    public required int Format { get; init; }

    /// <summary>The volume.</summary>
    public required VolumeId Volume { get; init; }

    /// <summary>When the volume was begun.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The machine whose upload this was, in a volume without archives; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MachineId? Machine { get; init; }

    /// <summary>The version of the sector of digests that ends the volume; null when it has none, as those of older programs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? DigestSector { get; init; }

    /// <summary>The packs, in order of their numbers: 1, 2, 3 ... Empty when nothing was new.</summary>
    public required IReadOnlyList<VolumePack> Packs { get; init; }

    /// <summary>The chunk index.</summary>
    public required VolumeFile Index { get; init; }

    /// <summary>Archives that were removed though their manifests may still lie in some volume, this or an older one: they are not to come back.</summary>
    public IReadOnlyList<ArchiveId> Removed
    {
        get;

        // The reader of JSON gives null where a volume says nothing of it.
        init => field = value ?? [];
    } = [];

    /// <summary>The archives whose manifests lie here. Their chunks may lie in other volumes too.</summary>
    public required IReadOnlyList<VolumeArchive> Archives { get; init; }
}

/// <summary>VOLUME.JSON of a sealed volume: only what leads to the key. The whole description is in VOLUME.JSON.sealed.</summary>
internal sealed record SealedDescription
{
    /// <summary>As <see cref="VolumeDescription.Format"/>.</summary>
    public required int Format { get; init; }

    /// <summary>As <see cref="VolumeDescription.Volume"/>.</summary>
    public required VolumeId Volume { get; init; }

    /// <summary>As <see cref="VolumeDescription.Created"/>.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>How it is sealed; null when it is not.</summary>
    public VolumeSealing? Sealing { get; init; }
}

/// <summary>A file in a volume.</summary>
/// <param name="File">Its path in the volume.</param>
/// <param name="LengthBytes">Its length in bytes.</param>
/// <param name="Sha256">Its SHA-256, as lower-case hexadecimal digits.</param>
public sealed record VolumeFile(string File, long LengthBytes, string Sha256)
{
    /// <summary>Where it begins in the volume, in bytes; null in volumes of older programs, where only directories say so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? OffsetBytes { get; init; }
}

/// <summary>A pack in a volume.</summary>
public sealed record VolumePack
{
    /// <summary>Its number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The file.</summary>
    public required VolumeFile Content { get; init; }

    /// <summary>How many chunks it holds.</summary>
    public required int Chunks { get; init; }

    /// <summary>The sum of its chunks' plain lengths, in bytes: what `zstd -dc` gives.</summary>
    public required long RawBytes { get; init; }
}

/// <summary>An archive whose manifest lies in a volume.</summary>
public sealed record VolumeArchive
{
    /// <summary>The archive.</summary>
    public required ArchiveId Archive { get; init; }

    /// <summary>The machine that was backed up.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>The machine's name at that time.</summary>
    public required string MachineName { get; init; }

    /// <summary>When the backup began.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>How many entries the manifest has.</summary>
    public required long EntryCount { get; init; }

    /// <summary>The lengths of all its regular files, in bytes.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>The manifest.</summary>
    public required VolumeFile Manifest { get; init; }

    /// <summary>The machine's layout; null when none was given.</summary>
    public VolumeFile? Layout { get; init; }

    /// <summary>
    /// All volumes that held content of the archive when this was written, this one included; a person who has them all can restore it.
    /// Empty when nobody said.
    /// </summary>
    public IReadOnlyList<VolumeId> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>What the server wants to know of the archive when it makes its catalog anew: any JSON object.</summary>
    public JsonElement Description { get; init; }
}

/// <summary>JSON for VOLUME.JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(VolumeDescription))]
[JsonSerializable(typeof(SealedDescription))]
internal sealed partial class VolumeJson : JsonSerializerContext;
