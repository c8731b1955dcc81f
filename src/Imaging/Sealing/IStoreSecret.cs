namespace Monitas.Imaging.Sealing;

/// <summary>What opens key slots: a key file or a passphrase. Thread safe.</summary>
public interface IStoreSecret
{
    /// <summary>How errors call it.</summary>
    string Name { get; }

    /// <summary>The 32 bytes that wrap the key in this slot; null when the slot is another secret's for certain.</summary>
    byte[]? WrappingKey(KeySlot slot);

    /// <summary>A new slot for this secret, with a salt of its own and nothing in it yet.</summary>
    KeySlot NewSlot();
}
