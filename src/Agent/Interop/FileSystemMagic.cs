namespace Monitas.Agent.Interop;

/// <summary>Magic numbers of file systems (statfs(2)) that decisions here depend on.</summary>
internal static class FileSystemMagic
{
    /// <summary>MSDOS_SUPER_MAGIC: vfat. It keeps neither owners nor extended attributes nor most mode bits.</summary>
    internal const long Fat = 0x4d44;

    /// <summary>EXFAT_SUPER_MAGIC: as poor in metadata as vfat.</summary>
    internal const long ExFat = 0x2011_bab0;

    /// <summary>BTRFS_SUPER_MAGIC.</summary>
    internal const long Btrfs = 0x9123_683E;
}
