using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Configuration;
using Monitas.Imaging;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.StoreKeys;

/// <summary>Opens the keys of the store, before anything else of it is read. What is missing or wrong is told at once.</summary>
internal static class StoreKeyOpening
{
    private const string Init = "monitas-server store key init";

    /// <summary>Opens them into the ring.</summary>
    /// <exception cref="StartupException">The keys that are needed cannot be opened.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    internal static async Task OpenAsync(IStore store, StoreKeyRing ring, ServerSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            StoreKeyList? list = await StoreKeyObject.LoadAsync(store, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<IStoreSecret> secrets = StoreSecretFiles.Read(settings);
            bool sealNew = settings.Encryption != StoreEncryption.None;
            if (list is null && sealNew)
            {
                throw new StoreKeyException($"Encryption is set, but the store has no key yet: run {Init}.");
            }
            ring.Load(list, secrets, sealNew);
            if (list is { Keys.Count: > 0 } && ring.Keys.Count == 0)
            {
                throw new StoreKeyException(secrets.Count == 0
                    ? "It has keys for sealed volumes, but none is set: set key-file or passphrase-file (encryption = none beside it seals nothing new)."
                    : "None of its keys is opened by what is set.");
            }
        }
        catch (StoreKeyException e)
        {
            throw new StartupException($"The store {settings.Store} cannot be opened: {e.Message} (Settings: encryption, key-file, passphrase-file; monitas-server store key status shows the keys.)", e);
        }
        catch (VolumeFormatException e)
        {
            throw new StartupException($"The keys of the store {settings.Store} cannot be read: {e.Message} Put that file back from a copy of the store.", e);
        }
    }
}
