using System;

namespace Monitas.Imaging.Iso;

/// <summary>What a volume has beside its files: all that leads to them.</summary>
/// <param name="Head">From the start of the volume to the first file: system area and descriptors.</param>
/// <param name="DirectoriesOffsetBytes">Where path tables and directories begin, behind the files.</param>
/// <param name="Directories">Path tables, directories and Rock Ridge's sector.</param>
internal sealed record IsoStructure(ReadOnlyMemory<byte> Head, long DirectoriesOffsetBytes, ReadOnlyMemory<byte> Directories);
