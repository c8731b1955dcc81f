using System.Collections.Generic;
using Monitas.Contracts.Layouts;

namespace Monitas.Contracts.Plans;

/// <summary>
/// Makes an MD array of members that earlier steps have made, with its old UUID, and starts it. Nothing waits for its first
/// synchronisation. Afterwards its UUID, level, number of members and a size of at least <see cref="LayoutArray.SizeBytes"/> are read back.
/// Old superblocks in the members are none of its business: <see cref="ClearDisk"/> and <see cref="WritePartitionTable"/> have removed them.
/// </summary>
public sealed record MakeArray : PlanStep
{
    /// <summary>The array. Its name is what later steps call it; the node that it gets is found by its UUID.</summary>
    public required LayoutArray Array { get; init; }
}

/// <summary>Where the key of a new LUKS device comes from. A key itself is never part of a plan: a plan is shown, kept and hashed.</summary>
public enum EncryptionKeySource
{
    /// <summary>The server's escrow holds the old passphrase for this UUID; the new device opens with the same.</summary>
    Escrow,

    /// <summary>The server makes a new passphrase for this job and tells it to the sysadmin once.</summary>
    NewPassphrase,
}

/// <summary>
/// Makes a LUKS device with its old UUID, opens it under its name and keeps it open until <see cref="Finish"/>. The key is fetched for
/// the job (PROTOCOL.md, "Keys of a rebuild") before the first step runs, is handed to cryptsetup on standard input only, and is
/// never written or logged. Afterwards UUID, version and cipher are read back.
/// </summary>
public sealed record MakeEncryption : PlanStep
{
    /// <summary>The device. <see cref="LayoutEncryption.MapName"/> is never empty here.</summary>
    public required LayoutEncryption Encryption { get; init; }

    /// <summary>Where its key comes from.</summary>
    public required EncryptionKeySource Key { get; init; }
}

/// <summary>Makes a physical volume of LVM with its old UUID.</summary>
public sealed record MakePhysicalVolume : PlanStep
{
    /// <summary>The volume; with at least as many extents of <see cref="ExtentBytes"/> as it says.</summary>
    public required LayoutPhysicalVolume PhysicalVolume { get; init; }

    /// <summary>The size of an extent of its group in bytes.</summary>
    public required long ExtentBytes { get; init; }
}

/// <summary>Makes a volume group of physical volumes that earlier steps have made.</summary>
public sealed record MakeVolumeGroup : PlanStep
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The size of an extent in bytes.</summary>
    public required long ExtentBytes { get; init; }

    /// <summary>What its physical volumes lie on, by layout name.</summary>
    public required IReadOnlyList<string> Devices { get; init; }
}

/// <summary>
/// Makes a logical volume, a thin pool, or a thin volume in a pool that an earlier step has made, and wipes old signatures from it.
/// Whether it fits was computed when the plan was made; afterwards its size and type are read back.
/// </summary>
public sealed record MakeLogicalVolume : PlanStep
{
    /// <summary>The name of its group.</summary>
    public required string Group { get; init; }

    /// <summary>The volume, with the size that it gets: a whole number of extents, of stripes too.</summary>
    public required LayoutLogicalVolume Volume { get; init; }
}

/// <summary>
/// Makes the subvolumes of a btrfs that an earlier <see cref="MakeFileSystem"/> has made, in this order, and sets the default one. It mounts
/// the file system's top (subvolid=5) for that, at a place of its own, and takes it down again.
/// </summary>
public sealed record MakeSubvolumes : PlanStep
{
    /// <summary>The file system's first device.</summary>
    public required string Device { get; init; }

    /// <summary>The paths from the top, without a slash in front. A directory above one that is no subvolume itself is made first.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The path of the default subvolume; empty leaves it at the top.</summary>
    public required string Default { get; init; }
}

/// <summary>
/// After the files are back: adds the restored key file to a LUKS device, so that the new system opens it by itself as /etc/crypttab
/// says. When the file is not in the archive that is a warning, not a failure: the passphrase opens the device too.
/// </summary>
public sealed record AddKeyFile : PlanStep
{
    /// <summary>The LUKS device by the name of what is inside: "luks1".</summary>
    public required string Encryption { get; init; }

    /// <summary>The path of the file in the new system.</summary>
    public required string File { get; init; }

    /// <summary>Where the key begins in the file, in bytes (crypttab's keyfile-offset).</summary>
    public long OffsetBytes { get; init; }

    /// <summary>The length of the key in bytes (crypttab's keyfile-size); 0 for all that follows.</summary>
    public long SizeBytes { get; init; }
}
