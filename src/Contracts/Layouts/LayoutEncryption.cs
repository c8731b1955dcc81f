using System.Collections.Generic;

namespace Monitas.Contracts.Layouts;

/// <summary>A LUKS device: what lies below it and how it was made. Keys and passphrases are never part of it.</summary>
public sealed record LayoutEncryption
{
    /// <summary>The name of what is inside, in the layout: "luks0".</summary>
    public required string Name { get; init; }

    /// <summary>What is encrypted, by layout name: "disk0.3", "md0", "vg0/data".</summary>
    public required string Device { get; init; }

    /// <summary>1 or 2.</summary>
    public required int Version { get; init; }

    /// <summary>The UUID; /etc/crypttab names the device by it.</summary>
    public required string Uuid { get; init; }

    /// <summary>The label (LUKS2); empty when there is none.</summary>
    public string Label { get; init; } = "";

    /// <summary>The subsystem label (LUKS2); empty when there is none.</summary>
    public string Subsystem { get; init; } = "";

    /// <summary>The cipher as cryptsetup --cipher takes it, such as "aes-xts-plain64".</summary>
    public required string Cipher { get; init; }

    /// <summary>The length of the volume's key in bits (--key-size), such as 512.</summary>
    public required int KeyBits { get; init; }

    /// <summary>The size of an encryption sector in bytes (--sector-size, LUKS2): 512 to 4096.</summary>
    public int SectorBytes { get; init; } = 512;

    /// <summary>How passphrases are stretched (--pbkdf): "argon2id", "argon2i" or "pbkdf2". How long that takes is measured anew on the new hardware.</summary>
    public string Pbkdf { get; init; } = "";

    /// <summary>The hash of the header (--hash), such as "sha256".</summary>
    public string Hash { get; init; } = "";

    /// <summary>Where the encrypted data begins, in bytes (--offset, counted in sectors of 512 bytes there); 0 when unknown.</summary>
    public long DataOffsetBytes { get; init; }

    /// <summary>The name under which it is opened, from /etc/crypttab or the device mapper: /dev/mapper/NAME; empty when it was not open.</summary>
    public string MapName { get; init; } = "";

    /// <summary>
    /// The file that /etc/crypttab opens it with, a path in the backed up system; empty when a person is asked. The file comes back
    /// with the archive, so it can open the new device only after it has been added there.
    /// </summary>
    public string KeyFile { get; init; } = "";

    /// <summary>The options from /etc/crypttab; empty when it has no line there.</summary>
    public string Options { get; init; } = "";

    /// <summary>
    /// What else opens it, by the names of its LUKS2 tokens ("systemd-tpm2", "clevis"); such a thing belongs to the old header and must
    /// be enrolled again.
    /// </summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>The size of what is inside, in bytes. In a plan it is at least this large.</summary>
    public required long SizeBytes { get; init; }
}
