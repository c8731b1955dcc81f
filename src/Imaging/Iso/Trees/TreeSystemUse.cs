using System;
using System.Collections.Generic;
using Monitas.Imaging.Iso.Wire;
using Monitas.Imaging.Manifests;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>
/// The Rock Ridge entries of one directory record (P1282 draft 1.12 as RRIP_1991A): PX, TF, NM, SL, PN. What does not fit into the record goes into a
/// continuation area (SUSP CE, P1281 5.1), which never crosses a sector.
/// </summary>
internal static class TreeSystemUse
{
    private const int MaxEntryBytes = 250;
    private const int CeBytes = 28;
    private const byte Continues = 0x01;

    /// <summary>The entries that every record has: mode, owner, links, and the time of last change.</summary>
    internal static byte[] Attributes(TreeNode node)
    {
        byte[] px = Entry("PX"u8, 36);
        int links = node is TreeDirectory directory ? 2 + directory.DirectoryCount : (node.First ?? node).Links;
        IsoFormat.WriteBoth32(px.AsSpan(4), TypeOf(node.Kind) | (uint)node.Attributes.Mode);
        IsoFormat.WriteBoth32(px.AsSpan(12), (uint)links);
        IsoFormat.WriteBoth32(px.AsSpan(20), node.Attributes.Uid);
        IsoFormat.WriteBoth32(px.AsSpan(28), node.Attributes.Gid);
        byte[] tf = Entry("TF"u8, 5 + IsoTime.ShortBytes);
        tf[4] = 0x02;
        IsoTime.WriteShort(tf.AsSpan(5), node.Modified);
        return [.. px, .. tf];
    }

    /// <summary>The entries of a child's record.</summary>
    /// <param name="node">The child.</param>
    /// <param name="room">How many bytes the record has for them.</param>
    /// <param name="continuations">Takes what does not fit, and says where it is.</param>
    internal static byte[] Of(TreeNode node, int room, TreeContinuations continuations)
    {
        List<byte[]> entries = [.. Names(node.Name)];
        if (node.Kind == EntryKind.SymbolicLink)
        {
            entries.AddRange(Links(node.LinkTarget));
        }
        if (node.Kind is EntryKind.CharacterDevice or EntryKind.BlockDevice)
        {
            entries.Add(Device(node.Device));
        }
        byte[] attributes = Attributes(node);
        int length = attributes.Length;
        entries.ForEach(entry => length += entry.Length);
        return length <= room ? [.. attributes, .. Join(entries)] : [.. attributes, .. continuations.Put(entries)];
    }

    /// <summary>CE: entries go on at an offset of a sector.</summary>
    internal static byte[] Continuation(uint lba, int offset, int length)
    {
        byte[] ce = Entry("CE"u8, CeBytes);
        IsoFormat.WriteBoth32(ce.AsSpan(4), lba);
        IsoFormat.WriteBoth32(ce.AsSpan(12), (uint)offset);
        IsoFormat.WriteBoth32(ce.AsSpan(20), (uint)length);
        return ce;
    }

    /// <summary>The length of <see cref="Continuation"/>.</summary>
    internal static int ContinuationBytes => CeBytes;

    private static byte[] Join(List<byte[]> entries)
    {
        List<byte> bytes = [];
        entries.ForEach(bytes.AddRange);
        return [.. bytes];
    }

    private static IEnumerable<byte[]> Names(byte[] name)
    {
        for (int at = 0; at < name.Length;)
        {
            int length = Math.Min(name.Length - at, MaxEntryBytes - 5);
            byte[] nm = Entry("NM"u8, 5 + length);
            nm[4] = at + length < name.Length ? Continues : (byte)0;
            name.AsSpan(at, length).CopyTo(nm.AsSpan(5));
            at += length;
            yield return nm;
        }
    }

    /// <summary>SL (P1282 4.1.3): the target as components; a component that is too long for one entry goes on in the next.</summary>
    private static List<byte[]> Links(byte[] target)
    {
        List<List<byte>> parts = [[]];
        if (target is [(byte)'/', ..])
        {
            Component(parts, 0x08, []);
        }
        foreach (Range range in target.AsSpan().Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = target.AsSpan(range);
            if (name is [(byte)'.'] or [(byte)'.', (byte)'.'])
            {
                Component(parts, name.Length == 1 ? (byte)0x02 : (byte)0x04, []);
            }
            else if (!name.IsEmpty)
            {
                Component(parts, 0, name);
            }
        }
        return parts.ConvertAll(part =>
        {
            byte[] sl = Entry("SL"u8, 5 + part.Count);
            sl[4] = ReferenceEquals(part, parts[^1]) ? (byte)0 : Continues;
            part.CopyTo(sl, 5);
            return sl;
        });
    }

    private static void Component(List<List<byte>> parts, byte flags, ReadOnlySpan<byte> name)
    {
        do
        {
            if (MaxEntryBytes - 5 - parts[^1].Count < 2 + Math.Min(name.Length, 1))
            {
                parts.Add([]);
            }
            int length = Math.Min(name.Length, MaxEntryBytes - 5 - parts[^1].Count - 2);
            parts[^1].Add(length < name.Length ? (byte)(flags | Continues) : flags);
            parts[^1].Add((byte)length);
            parts[^1].AddRange(name[..length]);
            name = name[length..];
        }
        while (!name.IsEmpty);
    }

    /// <summary>
    /// PN (P1282 4.1.2). Small numbers as Linux' old dev_t in the lower half, which the kernel and xorriso both understand; else major and minor number
    /// in a half each, as the kernel takes them.
    /// </summary>
    private static byte[] Device(ulong device)
    {
        uint major = (uint)(device >> 32);
        uint minor = (uint)(device & uint.MaxValue);
        bool isSmall = major is > 0 and < 256 && minor < 256;
        byte[] pn = Entry("PN"u8, 20);
        IsoFormat.WriteBoth32(pn.AsSpan(4), isSmall ? 0 : major);
        IsoFormat.WriteBoth32(pn.AsSpan(12), isSmall ? (major << 8) | minor : minor);
        return pn;
    }

    private static byte[] Entry(ReadOnlySpan<byte> signature, int length)
    {
        byte[] entry = new byte[length];
        signature.CopyTo(entry);
        entry[2] = (byte)length;
        entry[3] = 1;
        return entry;
    }

    private static uint TypeOf(EntryKind kind) => kind switch
    {
        EntryKind.Directory => 0x4000,
        EntryKind.SymbolicLink => 0xA000,
        EntryKind.CharacterDevice => 0x2000,
        EntryKind.BlockDevice => 0x6000,
        EntryKind.Fifo => 0x1000,
        EntryKind.Socket => 0xC000,
        _ => 0x8000,
    };
}
