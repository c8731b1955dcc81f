using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests.Wire;

/// <summary>Reads the bytes of one entry. Pure.</summary>
internal static class EntryDecoder
{
    /// <summary>Reads one entry; false when its bytes are damaged. The rules for its values are checked apart.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> source, ReadOnlySpan<byte> pathBefore, ChunkId[] chunks, [NotNullWhen(true)] out ManifestEntry? entry)
    {
        entry = null;
        ByteReader reader = new(source);
        int shared = (int)reader.Varint(pathBefore.Length);
        byte[] path = [.. pathBefore[..shared], .. reader.Counted(BytePath.MaxLength)];
        EntryKind kind = (EntryKind)reader.U8();
        int mode = (int)reader.Varint(int.MaxValue);
        uint uid = (uint)reader.Varint(uint.MaxValue);
        uint gid = (uint)reader.Varint(uint.MaxValue);
        long mtimeNs = reader.I64();
        long sizeBytes = reader.Varint(long.MaxValue);
        OptionalFields fields = new();
        if (!TryParseFields(ref reader, ref fields, chunks))
        {
            return false;
        }
        entry = new ManifestEntry
        {
            Path = path,
            Kind = kind,
            Mode = mode,
            Uid = uid,
            Gid = gid,
            MtimeNs = mtimeNs,
            SizeBytes = sizeBytes,
            UserName = fields.UserName,
            GroupName = fields.GroupName,
            CtimeNs = fields.CtimeNs,
            BirthNs = fields.BirthNs,
            Device = fields.Device,
            Inode = fields.Inode,
            LinkTarget = fields.LinkTarget,
            HardLinkTo = fields.HardLinkTo,
            DeviceMajor = fields.DeviceMajor,
            DeviceMinor = fields.DeviceMinor,
            InodeFlags = fields.InodeFlags,
            ExtendedAttributes = fields.ExtendedAttributes,
            Spans = fields.Spans,
            Inconsistent = fields.Inconsistent,
        };
        return true;
    }

    private static bool TryParseFields(ref ByteReader reader, ref OptionalFields fields, ChunkId[] chunks)
    {
        int tagBefore = 0;
        while (reader.Left > 0)
        {
            int tag = (int)reader.Varint(int.MaxValue);
            ReadOnlySpan<byte> payload = reader.Counted(int.MaxValue);
            if (reader.Failed || tag <= tagBefore || !TryApply(ref fields, (EntryTag)tag, payload, chunks))
            {
                return false;
            }
            tagBefore = tag;
        }
        return !reader.Failed;
    }

    private static bool TryApply(ref OptionalFields fields, EntryTag tag, ReadOnlySpan<byte> payload, ChunkId[] chunks)
    {
        ByteReader reader = new(payload);
        switch (tag)
        {
            case EntryTag.UserName: fields.UserName = reader.Bytes(payload.Length).ToArray(); break;
            case EntryTag.GroupName: fields.GroupName = reader.Bytes(payload.Length).ToArray(); break;
            case EntryTag.CtimeNs: fields.CtimeNs = reader.I64(); break;
            case EntryTag.BirthNs: fields.BirthNs = reader.I64(); break;
            case EntryTag.DeviceAndInode: (fields.Device, fields.Inode) = (reader.Varint(), reader.Varint()); break;
            case EntryTag.LinkTarget: fields.LinkTarget = reader.Bytes(payload.Length).ToArray(); break;
            case EntryTag.HardLinkTo: fields.HardLinkTo = reader.Bytes(payload.Length).ToArray(); break;
            case EntryTag.DeviceNumbers:
                (fields.DeviceMajor, fields.DeviceMinor) = ((uint)reader.Varint(uint.MaxValue), (uint)reader.Varint(uint.MaxValue));
                break;
            case EntryTag.InodeFlags: fields.InodeFlags = (uint)reader.Varint(uint.MaxValue); break;
            case EntryTag.ExtendedAttributes: fields.ExtendedAttributes = ReadAttributes(ref reader); break;
            case EntryTag.Spans: return TryReadSpans(ref reader, ref fields, chunks);
            case EntryTag.Inconsistent: fields.Inconsistent = true; break;
            default: return true;
        }
        return !reader.Failed && reader.Left == 0;
    }

    private static List<ExtendedAttribute> ReadAttributes(ref ByteReader reader)
    {
        List<ExtendedAttribute> attributes = [];
        while (reader.Left > 0)
        {
            byte[] name = reader.Counted(BytePath.MaxLength).ToArray();
            byte[] value = reader.Counted(int.MaxValue).ToArray();
            attributes.Add(new ExtendedAttribute(name, value));
        }
        return attributes;
    }

    private static bool TryReadSpans(ref ByteReader reader, ref OptionalFields fields, ChunkId[] chunks)
    {
        List<ContentSpan> spans = [];
        long end = 0;
        while (reader.Left > 0)
        {
            long gap = reader.Varint(long.MaxValue);
            long chunk = reader.Varint(int.MaxValue);
            int chunkOffset = (int)reader.Varint(int.MaxValue);
            int length = (int)reader.Varint(int.MaxValue);
            if (reader.Failed || chunk >= chunks.Length || gap > long.MaxValue - int.MaxValue - end)
            {
                return false;
            }
            spans.Add(new ContentSpan(end + gap, chunks[chunk], chunkOffset, length));
            end += gap + length;
        }
        fields.Spans = spans;
        return !reader.Failed;
    }

    /// <summary>What an entry has beyond its fixed part, at its defaults until read.</summary>
    private struct OptionalFields()
    {
        internal byte[] UserName = [];
        internal byte[] GroupName = [];
        internal long CtimeNs;
        internal long BirthNs;
        internal ulong Device;
        internal ulong Inode;
        internal byte[] LinkTarget = [];
        internal byte[] HardLinkTo = [];
        internal uint DeviceMajor;
        internal uint DeviceMinor;
        internal uint InodeFlags;
        internal IReadOnlyList<ExtendedAttribute> ExtendedAttributes = [];
        internal IReadOnlyList<ContentSpan> Spans = [];
        internal bool Inconsistent;
    }
}
