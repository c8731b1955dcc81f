using Monitas.Imaging.Iso;
using Monitas.Imaging.Sealing.Wire;
using Monitas.Imaging.Volumes.Wire;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// Reckons how long a volume will be when it is sealed: never less than it will be, and at most some tens of kilobytes more. Pure.
/// </summary>
/// <param name="WrittenBytes">What is written so far, with an open pack filled up to its sector.</param>
/// <param name="Chunks">How many chunks the volume has.</param>
/// <param name="Packs">How many packs, an open one included.</param>
/// <param name="Archives">How many archives.</param>
/// <param name="ArchiveJsonBytes">What the archives take in VOLUME.JSON.</param>
/// <param name="SealingJsonBytes">What VOLUME.JSON says of the key in a sealed volume; 0 in another.</param>
internal readonly record struct VolumeRoom(long WrittenBytes, int Chunks, int Packs, int Archives, long ArchiveJsonBytes, long SealingJsonBytes = 0)
{
    /// <summary>VOLUME.JSON without its lists; also what an archive takes beside its description and names of volumes.</summary>
    internal const int JsonHeadBytes = 4096;

    private const int PackJsonBytes = 400;
    private const int IdJsonBytes = 64;

    /// <summary>A text is written with indents and escapes: an item of a list, "1," becomes a line of its own.</summary>
    private const int JsonGrowth = 16;

    /// <summary>EXTRACT.PY, README.TXT, and twice each INDEX, VOLUME.JSON, and VOLUME.JSON.sealed.</summary>
    private const int FixedFiles = 8;

    /// <summary>The root, packs, manifests, layouts.</summary>
    private const int Directories = 4;

    /// <summary>What an archive that is to be added takes in VOLUME.JSON at most.</summary>
    internal static long JsonBytesOf(int descriptionBytes, int volumes) =>
        JsonHeadBytes + ((long)descriptionBytes * JsonGrowth) + ((long)volumes * IdJsonBytes);

    /// <summary>The length of the volume when it is sealed as it is.</summary>
    internal long SealedBytes
    {
        get
        {
            long json = JsonHeadBytes + ((long)Packs * PackJsonBytes) + ArchiveJsonBytes;
            long files = InSectors(VolumeReadme.ExtractScriptBytes) + InSectors(VolumeReadme.MaxBytes);
            files += 2 * (Stored(IndexCodec.LengthFor(Chunks)) + Stored(json) + (SealingJsonBytes == 0 ? 0 : InSectors(JsonHeadBytes + SealingJsonBytes)));
            int count = FixedFiles + Packs + (2 * Archives);
            return IsoWriter.InSectors(WrittenBytes) + files + IsoWriter.MaxTailBytes(count, Directories, WrittenBytes + files) + DigestSector.SizeBytes;
        }
    }

    /// <summary>The same with one chunk more, for which a further pack may be begun.</summary>
    internal VolumeRoom WithChunk(int frameLength) =>
        this with { WrittenBytes = InSectors(WrittenBytes) + InSectors(frameLength + (SealingJsonBytes == 0 ? 0 : SealedFrame.OverheadBytes)), Chunks = Chunks + 1, Packs = Packs + 1 };

    /// <summary>The same with one archive more.</summary>
    internal VolumeRoom WithArchive(long manifestBytes, int layoutBytes, long jsonBytes) => this with
    {
        WrittenBytes = InSectors(WrittenBytes) + Stored(manifestBytes) + Stored(layoutBytes),
        Archives = Archives + 1,
        ArchiveJsonBytes = ArchiveJsonBytes + jsonBytes,
    };

    private long Stored(long plainBytes) => InSectors(SealingJsonBytes == 0 ? plainBytes : SealedFileFormat.LengthFor(plainBytes));

    private static long InSectors(long bytes) => IsoWriter.InSectors(bytes);
}
