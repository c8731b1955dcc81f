using System;
using Monitas.Imaging.Iso;

namespace Monitas.Imaging.Volumes;

/// <summary>How a volume keeps its limit.</summary>
public sealed partial class VolumeWriter
{
    /// <summary>An id of a removed archive in VOLUME.JSON, and what stands around it.</summary>
    private const long RemovedJsonBytes = 64;

    private VolumeRoom Room =>
        new(
            Math.Max(WrittenBytes, IsoWriter.HeadBytes), _chunks.Count, _packs.Count + (_file.IsOpen ? 1 : 0), _archives.Count,
            _archiveJsonBytes + (RemovedJsonBytes * Removed.Count), _sealingJsonBytes);

    private bool IsEmpty => _chunks.Count == 0 && _archives.Count == 0;

    /// <summary>
    /// Would the volume keep its limit with one more chunk that it does not have yet? An empty volume takes any. To be asked between calls.
    /// </summary>
    /// <param name="frameLength">The length of the chunk's frame.</param>
    public bool HasRoomForChunk(int frameLength) => IsEmpty || Fits(Room.WithChunk(frameLength));

    /// <summary>Would the volume keep its limit with an archive more? An empty volume takes any. To be asked between calls.</summary>
    /// <param name="manifestBytes">The length of the manifest.</param>
    /// <param name="layoutBytes">The length of the layout.</param>
    /// <param name="descriptionBytes">The length of the description.</param>
    /// <param name="otherVolumes">How many other volumes the archive needs.</param>
    public bool HasRoomForArchive(long manifestBytes, int layoutBytes, int descriptionBytes, int otherVolumes) =>
        IsEmpty || Fits(Room.WithArchive(manifestBytes, layoutBytes, VolumeRoom.JsonBytesOf(descriptionBytes, otherVolumes)));

    private bool Fits(VolumeRoom room) => _settings.MaxVolumeBytes is not long max || room.SealedBytes <= max;

    /// <summary>What an object takes in VOLUME.JSON, where its lines stand further in.</summary>
    private static long MeasureJson(ReadOnlySpan<byte> json) => json.Length + (8L * (json.Count((byte)'\n') + 1));
}
