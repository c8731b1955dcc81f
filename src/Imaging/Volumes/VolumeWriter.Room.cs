using System;
using System.Text.Json;
using Monitas.Imaging.Iso;

namespace Monitas.Imaging.Volumes;

/// <summary>How a volume keeps its limit.</summary>
public sealed partial class VolumeWriter
{
    private VolumeRoom Room =>
        new(Math.Max(WrittenBytes, IsoWriter.HeadBytes), _chunks.Count, _packs.Count + (_file.IsOpen ? 1 : 0), _archives.Count, _archiveJsonBytes);

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

    /// <summary>What an archive takes in VOLUME.JSON, where its lines stand further in.</summary>
    private static long MeasureJson(VolumeArchive archive)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(archive, VolumeJson.Default.VolumeArchive);
        return json.Length + (8L * (json.AsSpan().Count((byte)'\n') + 1));
    }
}
