using System;
using System.Linq;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Backups;

/// <summary>How the server says, among the warnings of an archive, that it is not what it was: each of these begins a sentence.</summary>
internal static class ArchiveMarks
{
    /// <summary>Its list of files is gone with its volume, so nothing can be restored from it.</summary>
    public const string Lost = "Lost: ";

    /// <summary>A part of what it needs is in no volume that can be read.</summary>
    public const string NotWhole = "Not whole: ";

    /// <summary>A part of what it needs is there, but not as it was written.</summary>
    public const string Damaged = "Damaged: ";

    private static readonly string[] All = [Lost, NotWhole, Damaged];

    /// <summary>Is this warning one of these? They are found out anew and are not part of what an archive was made with.</summary>
    public static bool IsMark(string warning) => Array.Exists(All, mark => warning.StartsWith(mark, StringComparison.Ordinal));

    /// <summary>Is all that the archive needs there and sound, as far as is known?</summary>
    public static bool IsWhole(ArchiveRecord archive) => StateOf(archive).Length == 0;

    /// <summary>Such as "lost" or "not whole", the worst that is known; empty for a whole archive.</summary>
    public static string StateOf(ArchiveRecord archive) =>
        Array.Find(All, mark => archive.Warnings.Any(warning => warning.StartsWith(mark, StringComparison.Ordinal))) is { } worst
            ? worst.TrimEnd(' ', ':').ToLowerInvariant()
            : "";
}
