namespace Monitas.Imaging.Volumes;

/// <summary>How volumes are written.</summary>
public sealed record VolumeSettings
{
    /// <summary>What a single-layer DVD of either kind holds.</summary>
    public const long DvdBytes = 4_700_000_000;

    /// <summary>What a single-layer Blu-ray disc holds.</summary>
    public const long BluRayBytes = 25_000_000_000;

    /// <summary>The smallest sensible limit: any chunk fits, beside all that a volume holds besides.</summary>
    public const long LeastVolumeBytes = 16_000_000;

    /// <summary>A pack is ended before it would grow beyond this, in bytes; one chunk always fits.</summary>
    public long MaxPackBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>
    /// A volume takes nothing that would make it longer than this when it is sealed, in bytes; null for no limit. Only a single chunk
    /// or manifest that is too long for any volume makes one that is longer.
    /// </summary>
    public long? MaxVolumeBytes { get; init; }
}
