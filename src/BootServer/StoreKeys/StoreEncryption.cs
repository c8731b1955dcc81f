namespace Monitas.BootServer.StoreKeys;

/// <summary>Whether new volumes are sealed, and what opens the key.</summary>
internal enum StoreEncryption
{
    /// <summary>New volumes are plain. Sealed ones that are there are still read, with the key file or passphrase that is set.</summary>
    None,

    /// <summary>Sealed; a key file opens the key.</summary>
    KeyFile,

    /// <summary>Sealed; a passphrase opens the key.</summary>
    Passphrase,
}
