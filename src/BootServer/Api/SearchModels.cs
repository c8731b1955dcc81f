using System;
using System.Collections.Generic;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Api;

// The answers about what archives hold: small records that belong together, as one page to read.

/// <summary>The newest copy of a path on a machine.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="Archive">The number of the archive that holds it.</param>
/// <param name="Time">When that archive was made.</param>
/// <param name="IsInNewest">Is it the machine's newest archive? Else the path was gone when the newest was made.</param>
/// <param name="File">The entry.</param>
/// <param name="SameSinceArchive">The oldest archive from which on all hold this very version.</param>
/// <param name="SameSince">When that was made.</param>
internal sealed record AgeView(string Machine, int Archive, DateTimeOffset Time, bool IsInNewest, FileView File, int SameSinceArchive, DateTimeOffset SameSince);

/// <summary>An entry that a search found.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="Archive">The number of its newest archive.</param>
/// <param name="Time">When that was made.</param>
/// <param name="File">The entry.</param>
internal sealed record FoundView(string Machine, int Archive, DateTimeOffset Time, FileView File);

/// <summary>What a search found.</summary>
/// <param name="Found">The entries, by machine and path.</param>
/// <param name="HasMore">There are more than these.</param>
/// <param name="Archives">How many archives were looked into.</param>
internal sealed record FindReply(IReadOnlyList<FoundView> Found, bool HasMore, int Archives);

/// <summary>A version of a file.</summary>
/// <param name="File">The entry, as it is in the first of these archives.</param>
/// <param name="FirstArchive">The first archive that holds it.</param>
/// <param name="FirstTime">When that was made.</param>
/// <param name="LastArchive">The last archive in a row that holds it.</param>
/// <param name="LastTime">When that was made.</param>
/// <param name="Archives">How many archives in a row hold it.</param>
internal sealed record VersionView(FileView File, int FirstArchive, DateTimeOffset FirstTime, int LastArchive, DateTimeOffset LastTime, int Archives);

/// <summary>What became of a path between two archives.</summary>
internal enum ArchiveDifferenceKind
{
    /// <summary>Only the newer archive holds it.</summary>
    Added,

    /// <summary>Only the older archive holds it.</summary>
    Removed,

    /// <summary>Both hold it, and something differs.</summary>
    Changed,
}

/// <summary>A difference between two archives.</summary>
/// <param name="Path">The path, with bytes that are no UTF-8 shown as escapes.</param>
/// <param name="PathBytes">The path's bytes.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Changes">Each property that differs, with both values.</param>
/// <param name="File">The entry in the newer archive; for what was removed, in the older.</param>
internal sealed record ArchiveDifference(string Path, byte[] PathBytes, ArchiveDifferenceKind Kind, IReadOnlyList<PropertyChange> Changes, FileView File)
{
    /// <summary>Makes one.</summary>
    public static ArchiveDifference Of(byte[] path, ArchiveDifferenceKind kind, IReadOnlyList<PropertyChange> changes, FileView file) =>
        new(BytePath.ToDisplay(path), path, kind, changes, file);
}

/// <summary>What takes the space of an archive.</summary>
/// <param name="Total">The directory that was asked about, with all below it.</param>
/// <param name="Children">The biggest of what lies right in it, each with all below it.</param>
/// <param name="Files">The biggest files anywhere below it.</param>
/// <param name="HasOnlyHere">Was it found out what no other archive holds?</param>
internal sealed record SpaceReply(SpaceView Total, IReadOnlyList<SpaceView> Children, IReadOnlyList<SpaceView> Files, bool HasOnlyHere);

/// <summary>The space of a path with all below it.</summary>
/// <param name="Path">The path, with bytes that are no UTF-8 shown as escapes.</param>
/// <param name="PathBytes">The path's bytes.</param>
/// <param name="Entries">How many entries.</param>
/// <param name="Bytes">The lengths of its files.</param>
/// <param name="StoredBytes">What of the store's volumes they take, compressed, also where other files and archives share it.</param>
/// <param name="OnlyHereBytes">What of that no other archive holds: what deleting this archive alone would give back; null when nobody asked.</param>
internal sealed record SpaceView(string Path, byte[] PathBytes, long Entries, long Bytes, long StoredBytes, long? OnlyHereBytes);

/// <summary>An archive that was written as a volume set.</summary>
/// <param name="Directory">Where.</param>
/// <param name="Volumes">The files.</param>
/// <param name="Bytes">Their length together.</param>
internal sealed record ExportReply(string Directory, IReadOnlyList<string> Volumes, long Bytes)
{
    /// <summary>Is what was written sealed? Exports never are, so that they can be used without the store and its keys.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Does the store that it is from have keys, so that this copy of its content is less well kept than there?</summary>
    public bool StoreEncrypted { get; init; }
}
