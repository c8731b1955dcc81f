using System;
using System.Collections.Generic;

namespace Monitas.Imaging.Sealing;

/// <summary>A key of a store and what opens it.</summary>
public sealed record StoreKeyRecord
{
    /// <summary>The key.</summary>
    public required StoreKeyId Key { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What opens it.</summary>
    public required IReadOnlyList<KeySlot> Slots { get; init; }
}

/// <summary>The keys of a store: the object keys-NUMBER.json.</summary>
public sealed record StoreKeyList
{
    /// <summary>The version that this program writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The version of this list; readers refuse a newer one.</summary>
    public required int Format { get; init; }

    /// <summary>The key that seals new volumes.</summary>
    public required StoreKeyId Active { get; init; }

    /// <summary>All keys, oldest first.</summary>
    public required IReadOnlyList<StoreKeyRecord> Keys { get; init; }
}
