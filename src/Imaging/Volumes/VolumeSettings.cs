namespace Monitas.Imaging.Volumes;

/// <summary>How volumes are written.</summary>
public sealed record VolumeSettings
{
    /// <summary>A pack is ended before it would grow beyond this, in bytes; one chunk always fits.</summary>
    public long MaxPackBytes { get; init; } = 1024L * 1024 * 1024;
}
