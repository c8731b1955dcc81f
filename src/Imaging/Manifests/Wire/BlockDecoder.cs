using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests.Wire;

/// <summary>Reads the plain bytes of one block. Pure; everything that it returns owns its memory.</summary>
internal static class BlockDecoder
{
    /// <summary>Reads the chunk table at the start of a block; false when it does not fit in.</summary>
    internal static bool TryParseChunks(ref ByteReader reader, out ChunkId[] chunks)
    {
        chunks = [];
        long count = reader.Varint(reader.Left / ChunkId.SizeBytes);
        if (reader.Failed || count > reader.Left / ChunkId.SizeBytes)
        {
            return false;
        }
        chunks = new ChunkId[count];
        for (int i = 0; i < chunks.Length; i++)
        {
            chunks[i] = new ChunkId(reader.Bytes(ChunkId.SizeBytes));
        }
        return true;
    }

    /// <summary>Reads all entries; false with what is wrong, in words, and where.</summary>
    internal static bool TryParse(
        ReadOnlySpan<byte> source, int expectedCount, out List<ManifestEntry> entries, out string fault, out int faultOffset)
    {
        entries = [];
        fault = "";
        ByteReader reader = new(source);
        faultOffset = 0;
        if (!TryParseChunks(ref reader, out ChunkId[] chunks))
        {
            fault = "a chunk table longer than the block";
            return false;
        }
        byte[] pathBefore = [];
        while (reader.Left > 0)
        {
            faultOffset = reader.Position;
            ReadOnlySpan<byte> body = reader.Counted(int.MaxValue);
            if (reader.Failed || !EntryDecoder.TryParse(body, pathBefore, chunks, out ManifestEntry? entry))
            {
                fault = "an entry that cannot be read";
                return false;
            }
            fault = ManifestEntryRules.FindFault(entry) ?? "";
            if (fault.Length == 0 && entries.Count > 0 && BytePath.Compare(pathBefore, entry.Path) >= 0)
            {
                fault = "entries that are not sorted";
            }
            if (fault.Length > 0)
            {
                return false;
            }
            entries.Add(entry);
            pathBefore = entry.Path;
        }
        if (reader.Failed || entries.Count != expectedCount)
        {
            fault = $"{entries.Count} entries";
            return false;
        }
        return true;
    }
}
