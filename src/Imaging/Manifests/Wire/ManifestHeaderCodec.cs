using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests.Wire;

/// <summary>
/// The start of a manifest:
/// <code>
///  0  8  "MONITMAN"
///  8  2  version, 1
/// 10  2  0
/// 12  4  length of the fields
/// 16  n  fields: tag 2, length 4, payload; an unknown tag is passed by
/// </code>
/// </summary>
internal static class ManifestHeaderCodec
{
    /// <summary>The tags of the header's fields; <see cref="Root"/> and <see cref="Exclude"/> may come more than once.</summary>
    private enum Tag : ushort
    {
        Archive = 1,
        Machine = 2,
        MachineName = 3,
        Created = 4,
        Root = 5,
        Exclude = 6,
        AgentVersion = 7,
    }

    /// <summary>Writes the whole header.</summary>
    internal static void Write(ByteWriter writer, ManifestHeader header)
    {
        ByteWriter fields = new();
        Field(fields, Tag.Archive, header.Archive.Value.ToByteArray(bigEndian: true));
        Field(fields, Tag.Machine, header.Machine.Value.ToByteArray(bigEndian: true));
        Field(fields, Tag.MachineName, Encoding.UTF8.GetBytes(header.MachineName));
        Field(fields, Tag.Created, BitConverter.GetBytes(header.Created.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks));
        foreach (byte[] root in header.Roots)
        {
            Field(fields, Tag.Root, root);
        }
        foreach (string exclude in header.Excludes)
        {
            Field(fields, Tag.Exclude, Encoding.UTF8.GetBytes(exclude));
        }
        Field(fields, Tag.AgentVersion, Encoding.UTF8.GetBytes(header.AgentVersion));
        if (fields.Length > ManifestFormat.MaxHeaderBytes - ManifestFormat.HeaderPrefixBytes)
        {
            throw new ArgumentException("The manifest's header is longer than 1 MiB; are there that many exclude patterns?", nameof(header));
        }
        writer.Bytes(ManifestFormat.HeaderMagic);
        writer.U16(ManifestFormat.Version);
        writer.U16(0);
        writer.U32((uint)fields.Length);
        writer.Bytes(fields.Written);
    }

    /// <summary>The length of the fields that the first 16 bytes announce; false when they do not begin a manifest that we can read.</summary>
    internal static bool TryParsePrefix(ReadOnlySpan<byte> prefix, out int fieldsLength)
    {
        fieldsLength = 0;
        ByteReader reader = new(prefix);
        bool known = reader.Bytes(8).SequenceEqual(ManifestFormat.HeaderMagic) && reader.U16() == ManifestFormat.Version && reader.U16() == 0;
        uint length = reader.U32();
        if (!known || reader.Failed || length > ManifestFormat.MaxHeaderBytes - ManifestFormat.HeaderPrefixBytes)
        {
            return false;
        }
        fieldsLength = (int)length;
        return true;
    }

    /// <summary>Reads the fields; false when one is damaged or a required one is missing.</summary>
    internal static bool TryParseFields(ReadOnlySpan<byte> source, [NotNullWhen(true)] out ManifestHeader? header)
    {
        header = null;
        Guid? archive = null;
        Guid? machine = null;
        string? name = null;
        string agentVersion = "";
        DateTimeOffset? created = null;
        List<byte[]> roots = [];
        List<string> excludes = [];
        ByteReader reader = new(source);
        while (reader.Left > 0)
        {
            Tag tag = (Tag)reader.U16();
            uint length = reader.U32();
            ReadOnlySpan<byte> payload = reader.Bytes((int)Math.Min(length, int.MaxValue));
            switch (tag)
            {
                case Tag.Archive: archive = ToGuid(payload); break;
                case Tag.Machine: machine = ToGuid(payload); break;
                case Tag.MachineName: name = Encoding.UTF8.GetString(payload); break;
                case Tag.Created: created = ToTime(payload); break;
                case Tag.Root: roots.Add(payload.ToArray()); break;
                case Tag.Exclude: excludes.Add(Encoding.UTF8.GetString(payload)); break;
                case Tag.AgentVersion: agentVersion = Encoding.UTF8.GetString(payload); break;
                default: break;
            }
        }
        if (reader.Failed || archive is null || machine is null || name is null || created is null)
        {
            return false;
        }
        header = new ManifestHeader
        {
            Archive = new ArchiveId(archive.Value),
            Machine = new MachineId(machine.Value),
            MachineName = name,
            Created = created.Value,
            Roots = roots,
            Excludes = excludes,
            AgentVersion = agentVersion,
        };
        return true;
    }

    private static void Field(ByteWriter writer, Tag tag, ReadOnlySpan<byte> payload)
    {
        writer.U16((ushort)tag);
        writer.U32((uint)payload.Length);
        writer.Bytes(payload);
    }

    private static Guid? ToGuid(ReadOnlySpan<byte> payload) => payload.Length == 16 ? new Guid(payload, bigEndian: true) : null;

    private static DateTimeOffset? ToTime(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 8)
        {
            return null;
        }
        long ticks = BitConverter.ToInt64(payload);
        bool inRange = ticks >= -DateTimeOffset.UnixEpoch.UtcTicks && ticks <= DateTimeOffset.MaxValue.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        return inRange ? DateTimeOffset.UnixEpoch.AddTicks(ticks) : null;
    }
}
