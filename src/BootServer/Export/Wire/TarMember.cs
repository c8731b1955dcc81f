using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Export.Wire;

/// <summary>
/// An archive's entry as a tar member. Extended attributes and ACLs are recorded as star, GNU tar and bsdtar do (SCHILY.*), SELinux labels as GNU tar
/// does (RHT.*), files with holes as GNU tar's sparse format 1.0, which bsdtar reads too. Inode flags and birth times have no place in a tar. Pure.
/// </summary>
internal static class TarMember
{
    private static ReadOnlySpan<byte> AccessAcl => "system.posix_acl_access"u8;

    private static ReadOnlySpan<byte> DefaultAcl => "system.posix_acl_default"u8;

    private static ReadOnlySpan<byte> SecurityLabel => "security.selinux"u8;

    /// <summary>All that stands before the content of the entry's spans; null for what a tar cannot hold: a socket.</summary>
    public static byte[]? Head(ManifestEntry entry)
    {
        if (entry.Kind == EntryKind.Socket)
        {
            return null;
        }
        TarHeader header = new()
        {
            Name = NameOf(entry),
            Type = TypeOf(entry),
            Mode = entry.Mode,
            Uid = entry.Uid,
            Gid = entry.Gid,
            UserName = entry.UserName,
            GroupName = entry.GroupName,
            MtimeNs = entry.MtimeNs,
            LinkName = entry.HardLinkTo.Length > 0 ? entry.HardLinkTo[1..] : entry.LinkTarget,
            DeviceMajor = entry.DeviceMajor,
            DeviceMinor = entry.DeviceMinor,
            Records = [.. entry.ExtendedAttributes.SelectMany(Records)],
        };
        if (entry.Kind != EntryKind.File || entry.HardLinkTo.Length > 0)
        {
            return header.ToBytes();
        }
        return DataBytes(entry) == entry.SizeBytes ? (header with { SizeBytes = entry.SizeBytes }).ToBytes() : Sparse(entry, header);
    }

    /// <summary>How many bytes of content follow the head.</summary>
    public static long DataBytes(ManifestEntry entry) => entry.HardLinkTo.Length > 0 ? 0 : entry.Spans.Sum(span => (long)span.Length);

    private static byte[] Sparse(ManifestEntry entry, TarHeader header)
    {
        byte[] map = Map(entry);
        TarHeader sparse = header with
        {
            Name = "GNUSparseFile.0/file"u8.ToArray(),
            HasNameElsewhere = true,
            SizeBytes = map.Length + DataBytes(entry),
            Records =
            [
                new PaxRecord("GNU.sparse.major", "1"),
                new PaxRecord("GNU.sparse.minor", "0"),
                new PaxRecord("GNU.sparse.name", NameOf(entry), IsText: true),
                new PaxRecord("GNU.sparse.realsize", entry.SizeBytes.ToString()),
                .. header.Records,
            ],
        };
        return [.. sparse.ToBytes(), .. map];
    }

    /// <summary>The number of runs, then offset and length of each, one decimal number a line; filled up to whole blocks. A run of 0 bytes tells the end.</summary>
    private static byte[] Map(ManifestEntry entry)
    {
        List<(long Offset, long Length)> runs = [];
        foreach (ContentSpan span in entry.Spans)
        {
            if (runs.Count > 0 && runs[^1].Offset + runs[^1].Length == span.FileOffset)
            {
                runs[^1] = (runs[^1].Offset, runs[^1].Length + span.Length);
            }
            else
            {
                runs.Add((span.FileOffset, span.Length));
            }
        }
        if (runs.Count == 0 || runs[^1].Offset + runs[^1].Length < entry.SizeBytes)
        {
            runs.Add((entry.SizeBytes, 0));
        }
        StringBuilder text = new();
        text.Append(runs.Count).Append('\n');
        foreach ((long offset, long length) in runs)
        {
            text.Append(offset).Append('\n').Append(length).Append('\n');
        }
        return [.. Encoding.ASCII.GetBytes(text.ToString()), .. new byte[TarHeader.Padding(text.Length)]];
    }

    private static byte[] NameOf(ManifestEntry entry) => entry.Path.Length == 1 ? "./"u8.ToArray()
        : entry.Kind == EntryKind.Directory ? [.. entry.Path.AsSpan(1), (byte)'/']
        : entry.Path[1..];

    private static char TypeOf(ManifestEntry entry) => entry.HardLinkTo.Length > 0 ? '1' : entry.Kind switch
    {
        EntryKind.Directory => '5',
        EntryKind.SymbolicLink => '2',
        EntryKind.CharacterDevice => '3',
        EntryKind.BlockDevice => '4',
        EntryKind.Fifo => '6',
        _ => '0',
    };

    private static IEnumerable<PaxRecord> Records(ExtendedAttribute attribute)
    {
        if (attribute.Name.AsSpan().SequenceEqual(AccessAcl) && PosixAcl.ToText(attribute.Value) is { } access)
        {
            yield return new PaxRecord("SCHILY.acl.access", access);
            yield break;
        }
        if (attribute.Name.AsSpan().SequenceEqual(DefaultAcl) && PosixAcl.ToText(attribute.Value) is { } byDefault)
        {
            yield return new PaxRecord("SCHILY.acl.default", byDefault);
            yield break;
        }
        if (attribute.Name.AsSpan().SequenceEqual(SecurityLabel))
        {
            yield return new PaxRecord("RHT.security.selinux", attribute.Value.AsSpan().TrimEnd((byte)0).ToArray(), IsText: false);
        }
        yield return new PaxRecord([.. "SCHILY.xattr."u8, .. Escaped(attribute.Name)], attribute.Value, IsText: false);
    }

    /// <summary>As GNU tar does: '=' ends a key, so it is written as %3D, and '%' as %25.</summary>
    private static byte[] Escaped(byte[] name) => name.AsSpan().ContainsAny((byte)'=', (byte)'%')
        ? [.. name.SelectMany(value => value is (byte)'=' or (byte)'%' ? Encoding.ASCII.GetBytes($"%{value:X2}") : [value])]
        : name;
}
