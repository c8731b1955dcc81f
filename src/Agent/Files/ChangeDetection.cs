using Monitas.Agent.Interop;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>Has a file changed since an archive? A pure decision.</summary>
internal static class ChangeDetection
{
    /// <summary>
    /// May everything but the status be taken from the older entry? The kernel moves ctime forward with every change of content,
    /// mode, owner, extended attributes, flags and link count, and no program can set it back. A file whose ctime is not older
    /// than the moment its entry was read could have changed right after; such a file had been noticed then as changing
    /// while it was read, or it has another mtime or size now.
    /// </summary>
    /// <param name="now">The status now.</param>
    /// <param name="before">The entry of the older archive at the same path.</param>
    internal static bool IsUnchanged(in FileStatus now, ManifestEntry before) =>
        IsSameKind(now, before)
        && before.HardLinkTo.Length == 0
        && !before.Inconsistent
        && before.Inode == now.Inode
        && before.CtimeNs == now.CtimeNs
        && before.MtimeNs == now.MtimeNs
        && (!now.IsRegular || before.SizeBytes == now.SizeBytes);

    private static bool IsSameKind(in FileStatus now, ManifestEntry before) => before.Kind switch
    {
        EntryKind.File => now.IsRegular,
        EntryKind.Directory => now.IsDirectory,
        EntryKind.SymbolicLink => now.Type == FileStatus.SymbolicLinkType,
        _ => false,
    };
}
