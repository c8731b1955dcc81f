using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Configuration;
using Monitas.Imaging;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.StoreKeys;

/// <summary>Takes the keys of the store in anew while the server runs, and says whether it works with those that are there. Safe from any thread.</summary>
internal sealed class StoreKeyReload(IStore store, StoreKeyRing ring, ServerSettings settings)
{
    private const string Restart = "set what opens them in server.conf, then: systemctl restart monitas-server";

    /// <summary>Takes them in.</summary>
    /// <returns>Why the server goes on with the keys that it had, and what to do; empty when it has taken them in.</returns>
    public async Task<string> TakeInAsync(CancellationToken cancellationToken)
    {
        try
        {
            StoreKeyList? list = await StoreKeyObject.LoadAsync(store, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<IStoreSecret> secrets = StoreSecretFiles.Read(settings);
            ring.Load(list, secrets, settings.Encryption != StoreEncryption.None);
            return "";
        }
        catch (Exception e) when (e is StoreKeyException or VolumeFormatException or IOException or UnauthorizedAccessException)
        {
            return $"The running server goes on with the keys that it had ({e.Message}): {Restart}";
        }
    }

    /// <summary>Do the keys in the store differ from those that the server works with?</summary>
    /// <returns>What is wrong and what to do; empty when nothing is, or when the store cannot be asked now.</returns>
    public async Task<string> ProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            return ring.IsCurrent(await StoreKeyObject.LoadAsync(store, cancellationToken).ConfigureAwait(false))
                ? ""
                : $"The store's keys have changed, and the running server goes on with those that it had: {Restart}";
        }
        catch (IOException)
        {
            return "";
        }
        catch (VolumeFormatException e)
        {
            return $"The store's keys cannot be read: {e.Message} Put that file back from a copy of the store before the server is restarted.";
        }
    }
}
