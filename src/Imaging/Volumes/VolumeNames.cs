using System;
using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Volumes;

/// <summary>What volumes and the files in them are called.</summary>
public static class VolumeNames
{
    /// <summary>The chunk index of the volume.</summary>
    public const string Index = "INDEX";

    /// <summary>The page for people.</summary>
    public const string Readme = "README.TXT";

    /// <summary>A program that gets files out without Monitas.</summary>
    public const string ExtractScript = "EXTRACT.PY";

    /// <summary>What the volume holds, as JSON.</summary>
    public const string Description = "VOLUME.JSON";

    /// <summary>A copy of <see cref="Description"/>, for when that is damaged.</summary>
    public const string DescriptionCopy = "VOLUME.BAK";

    /// <summary>A copy of <see cref="Index"/>, likewise.</summary>
    public const string IndexCopy = "INDEX.BAK";

    /// <summary>What a report calls all that stands before the first file.</summary>
    public const string Head = "(system area and descriptors)";

    /// <summary>What a report calls what stands behind the last file.</summary>
    public const string Directories = "(path tables and directories)";

    /// <summary>What a report calls the last sector, which holds digests of what has none elsewhere.</summary>
    public const string Digests = "(digest sector)";

    /// <summary>What a report calls the zeros that fill the last sector of a file, and all else that no file claims.</summary>
    public const string Padding = "(between files)";

    /// <summary>What is put behind the name of a file that is sealed.</summary>
    public const string SealedSuffix = ".sealed";

    private const string VolumeSuffix = ".iso";

    /// <summary>The name of a volume in a store: ID.iso.</summary>
    public static string OfVolume(VolumeId volume) => volume + VolumeSuffix;

    /// <summary>Reads what <see cref="OfVolume"/> wrote; false when it is not a volume's name.</summary>
    public static bool TryParse(string name, out VolumeId volume)
    {
        ArgumentNullException.ThrowIfNull(name);
        volume = default;
        return name.EndsWith(VolumeSuffix, StringComparison.Ordinal) && VolumeId.TryParse(name[..^VolumeSuffix.Length], out volume);
    }

    /// <summary>The file of a pack.</summary>
    public static string OfPack(int number) => $"packs/p{number:D7}.zst";

    /// <summary>The file of an archive's manifest.</summary>
    public static string OfManifest(ArchiveId archive) => $"manifests/{archive}.manifest";

    /// <summary>The file of a machine's layout at an archive.</summary>
    public static string OfLayout(ArchiveId archive) => $"layouts/{archive}.json";

    /// <summary>The label of the volume: "MONITAS_" and the last 24 digits of its id.</summary>
    internal static string LabelOf(VolumeId volume) => "MONITAS_" + volume.ToString().ToUpperInvariant()[8..];
}
