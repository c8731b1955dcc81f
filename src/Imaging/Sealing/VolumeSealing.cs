using System.Collections.Generic;

namespace Monitas.Imaging.Sealing;

/// <summary>What VOLUME.JSON of a sealed volume says of its key.</summary>
public sealed record VolumeSealing
{
    /// <summary>The only cipher there is.</summary>
    public const string Aes = "AES-256-GCM";

    /// <summary>The cipher.</summary>
    public required string Cipher { get; init; }

    /// <summary>The store's key from which the volume's is derived.</summary>
    public required StoreKeyId Key { get; init; }

    /// <summary>What opened that key when the volume was written.</summary>
    public required IReadOnlyList<KeySlot> Slots { get; init; }
}
