using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>The MBR partition types that matter for placing.</summary>
internal static class MbrTypes
{
    /// <summary>Is this the container of logical partitions: 05 (CHS), 0f (LBA) or 85 (Linux)?</summary>
    public static bool IsExtended(LayoutDisk disk, LayoutPartition partition) =>
        disk.TableKind == "dos" && partition.Number <= 4 && partition.Type.TrimStart('0').ToUpperInvariant() is "5" or "F" or "85";
}
