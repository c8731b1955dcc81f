using System;
using System.Collections.Generic;
using Monitas.Imaging.Packs;

namespace Monitas.Imaging.Manifests;

/// <summary>What holds for every entry of a manifest; asked by the writer and again by every reader.</summary>
internal static class ManifestEntryRules
{
    private const int MaxMode = 0xFFF;

    /// <summary>What is wrong with the entry, in words; null when nothing is.</summary>
    internal static string? FindFault(ManifestEntry entry)
    {
        if (!BytePath.IsValid(entry.Path))
        {
            return "a path that is not absolute and plain";
        }
        if (!Enum.IsDefined(entry.Kind) || entry.Mode is < 0 or > MaxMode)
        {
            return "an unknown kind or mode";
        }
        if (entry.SizeBytes < 0 || (entry.SizeBytes != 0 && entry.Kind != EntryKind.File))
        {
            return "a size that its kind cannot have";
        }
        if (entry.LinkTarget.Length > 0 && (entry.Kind != EntryKind.SymbolicLink || entry.LinkTarget.Length > BytePath.MaxLength))
        {
            return "a link target that its kind cannot have";
        }
        if (entry.HardLinkTo.Length > 0)
        {
            return FindHardLinkFault(entry);
        }
        return FindAttributeFault(entry.ExtendedAttributes) ?? FindSpanFault(entry);
    }

    private static string? FindHardLinkFault(ManifestEntry entry)
    {
        if (!BytePath.IsValid(entry.HardLinkTo) || BytePath.Compare(entry.HardLinkTo, entry.Path) >= 0)
        {
            return "a hard link to a path that does not come before it";
        }
        return entry.Spans.Count > 0 || entry.ExtendedAttributes.Count > 0 || entry.Kind == EntryKind.Directory
            ? "a hard link with content or attributes of its own"
            : null;
    }

    private static string? FindAttributeFault(IReadOnlyList<ExtendedAttribute> attributes)
    {
        byte[] before = [];
        foreach (ExtendedAttribute attribute in attributes)
        {
            if (attribute.Name.Length is 0 or > BytePath.MaxLength || attribute.Name.AsSpan().Contains((byte)0)
                || attribute.Name.AsSpan().SequenceCompareTo(before) <= 0)
            {
                return "extended attributes that are not sorted by their names";
            }
            before = attribute.Name;
        }
        return null;
    }

    private static string? FindSpanFault(ManifestEntry entry)
    {
        if (entry.Spans.Count > 0 && entry.Kind != EntryKind.File)
        {
            return "content that its kind cannot have";
        }
        long end = 0;
        foreach (ContentSpan span in entry.Spans)
        {
            if (span.FileOffset < end || span.Length <= 0 || span.ChunkOffset < 0
                || span.Length > ChunkFrameHeader.MaxRawLength - span.ChunkOffset || span.Length > entry.SizeBytes - span.FileOffset)
            {
                return "content spans that overlap, reach beyond the file or beyond a chunk";
            }
            end = span.FileOffset + span.Length;
        }
        return null;
    }
}
