using System.Collections.Generic;
using Monitas.Imaging.Iso.Wire;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>
/// The sectors of a volume that take what does not fit into directory records. Filled in the order of the records; going over them twice gives the
/// same places, so once to measure and once to write.
/// </summary>
/// <param name="firstLba">Where they begin.</param>
internal sealed class TreeContinuations(uint firstLba)
{
    private readonly List<byte[]> _sectors = [];
    private int _used = IsoFormat.SectorBytes;

    /// <summary>How many sectors there are so far.</summary>
    internal int SectorCount => _sectors.Count;

    /// <summary>The sectors.</summary>
    internal IReadOnlyList<byte[]> Sectors => _sectors;

    /// <summary>Keeps entries; returns the CE entry that leads to them.</summary>
    internal byte[] Put(IReadOnlyList<byte[]> entries)
    {
        int length = 0;
        foreach (byte[] entry in entries)
        {
            length += entry.Length;
        }
        if (length > IsoFormat.SectorBytes - _used && (length <= IsoFormat.SectorBytes || _used > 0))
        {
            _sectors.Add(new byte[IsoFormat.SectorBytes]);
            _used = 0;
        }
        return PutFrom(entries, 0);
    }

    /// <summary>Fills the sector; what is left goes into the next, to which a further CE leads.</summary>
    private byte[] PutFrom(IReadOnlyList<byte[]> entries, int first)
    {
        int sector = _sectors.Count - 1;
        int start = _used;
        int i = first;
        for (; i < entries.Count; i++)
        {
            bool isLast = i == entries.Count - 1;
            if (_used + entries[i].Length + (isLast ? 0 : TreeSystemUse.ContinuationBytes) > IsoFormat.SectorBytes)
            {
                break;
            }
            entries[i].CopyTo(_sectors[sector], _used);
            _used += entries[i].Length;
        }
        if (i < entries.Count)
        {
            int at = _used;
            _sectors.Add(new byte[IsoFormat.SectorBytes]);
            _used = 0;
            PutFrom(entries, i).CopyTo(_sectors[sector], at);
            return TreeSystemUse.Continuation(firstLba + (uint)sector, start, at + TreeSystemUse.ContinuationBytes - start);
        }
        return TreeSystemUse.Continuation(firstLba + (uint)sector, start, _used - start);
    }
}
