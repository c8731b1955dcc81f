using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Configuration;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.StoreKeys;

/// <summary>
/// Does what `store key` commands ask for, on the store itself: the daemon need not run, and cannot before there is a key. A running one goes
/// on with the keys that it has until it is restarted. Every new list of keys is durable before an older one goes.
/// </summary>
internal sealed class StoreKeyDesk(ServerSettings settings, TimeProvider clock, PassphraseCost? cost = null)
{
    private const string RecoverySlot = "recovery sheet";

    private readonly DirectoryStore _store = new(settings.Store);

    /// <summary>What the keys are, and whether they open.</summary>
    internal async Task<StoreKeyReport> ReportAsync(CancellationToken cancellationToken)
    {
        StoreKeyList? list = await StoreKeyObject.LoadAsync(_store, cancellationToken).ConfigureAwait(false);
        StoreKeyRing ring = new();
        string? problem = null;
        try
        {
            ring.Load(list, Secrets(), sealNew: list is not null);
        }
        catch (StoreKeyException e)
        {
            problem = e.Message;
        }
        return new StoreKeyReport
        {
            Encryption = settings.Encryption switch { StoreEncryption.KeyFile => "key-file", StoreEncryption.Passphrase => "passphrase", _ => "none" },
            Active = list?.Active.ToString(),
            Keys = [.. (list?.Keys ?? []).Select(key => new StoreKeyLine(
                key.Key.ToString(), key.Created, [.. key.Slots.Select(StoreKeyChanges.Describe)], ring.Find(key.Key) is not null))],
            Problem = problem,
        };
    }

    /// <summary>Makes the first key, and the key file if it is not there yet; says what was made.</summary>
    /// <exception cref="StoreKeyException">The store has keys already, or a secret cannot be read.</exception>
    internal async Task<IReadOnlyList<string>> InitAsync(CancellationToken cancellationToken)
    {
        if (await StoreKeyObject.LoadAsync(_store, cancellationToken).ConfigureAwait(false) is { } list)
        {
            throw new StoreKeyException($"The store {settings.Store} has a key already ({list.Active}): monitas-server store key rotate makes another.");
        }
        List<string> done = [];
        IStoreSecret secret;
        if (settings.Encryption == StoreEncryption.Passphrase)
        {
            secret = StoreSecretFiles.ReadPassphrase(settings.PassphraseFile!, cost: cost);
        }
        else
        {
            string path = settings.KeyFile ?? ServerSettings.DefaultKeyFile;
            bool isThere = path.StartsWith(StoreSecretFiles.CredentialPrefix, StringComparison.Ordinal) || File.Exists(path);
            KeyFileSecret file = isThere ? StoreSecretFiles.ReadKeyFile(path) : StoreSecretFiles.WriteKeyFile(path);
            done.Add(isThere ? $"Used {file.Name}." : $"Made {file.Name}.");
            secret = file;
        }
        StoreKeyList made = StoreKeyChanges.Begin(StoreKey.New(), [secret], clock.GetUtcNow());
        await StoreKeyObject.SaveAsync(_store, made, cancellationToken).ConfigureAwait(false);
        done.Add($"Made key {made.Active} for the store {settings.Store}, opened by {secret.Name}.");
        done.Add("Print the recovery sheet now and keep it elsewhere: monitas-server store key show-recovery");
        done.Add(settings.Encryption == StoreEncryption.None
            ? "Then set encryption = key-file in server.conf, and: systemctl restart monitas-server"
            : "Then: systemctl restart monitas-server");
        return done;
    }

    /// <summary>The recovery sheet. Of a store that a passphrase opens a new recovery key is made for it, and an older sheet opens nothing new.</summary>
    internal async Task<string> RecoverAsync(string host, CancellationToken cancellationToken)
    {
        (StoreKeyList list, StoreKeyRing ring, IReadOnlyList<IStoreSecret> secrets) = await OpenAsync(cancellationToken).ConfigureAwait(false);
        KeyFileSecret? file = secrets.OfType<KeyFileSecret>().FirstOrDefault();
        if (file is null)
        {
            file = new KeyFileSecret(StoreKey.New(), RecoverySlot, RecoverySlot);
            StoreKeyList changed = StoreKeyChanges.AddSlots(StoreKeyChanges.RemoveSlots(list, RecoverySlot), ring, file);
            await StoreKeyObject.SaveAsync(_store, changed, cancellationToken).ConfigureAwait(false);
        }
        return RecoverySheet.Write(file.Key, settings.Store, host, clock.GetUtcNow());
    }

    /// <summary>Lets a passphrase open the keys too.</summary>
    internal async Task<string> AddPassphraseAsync(ReadOnlyMemory<byte> passphrase, string from, string name, CancellationToken cancellationToken)
    {
        (StoreKeyList list, StoreKeyRing ring, _) = await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (list.Keys.Any(key => key.Slots.Any(slot => slot.Name == name)))
        {
            throw new StoreKeyException($"There is a '{name}' already: choose another --name.");
        }
        PassphraseSecret secret = StoreSecretFiles.Passphrase(passphrase.Span, from, name, cost);
        await StoreKeyObject.SaveAsync(_store, StoreKeyChanges.AddSlots(list, ring, secret), cancellationToken).ConfigureAwait(false);
        return $"The passphrase '{name}' opens {Count(list.Keys.Count)} from now on, and volumes that are made after the next restart of the server.";
    }

    /// <summary>Makes a new key for volumes from now on.</summary>
    /// <param name="newKeyFile">A key file that is made for it; null to keep what opens the keys.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal async Task<IReadOnlyList<string>> RotateAsync(string? newKeyFile, CancellationToken cancellationToken)
    {
        (StoreKeyList list, StoreKeyRing ring, IReadOnlyList<IStoreSecret> secrets) = await OpenAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<IStoreSecret> openers = newKeyFile is null ? secrets : [StoreSecretFiles.WriteKeyFile(newKeyFile)];
        StoreKeyList rotated = StoreKeyChanges.Rotate(list, ring, StoreKey.New(), openers, clock.GetUtcNow());
        await StoreKeyObject.SaveAsync(_store, rotated, cancellationToken).ConfigureAwait(false);
        List<string> done = [$"Made key {rotated.Active}, opened by {string.Join(" and ", openers.Select(secret => secret.Name))}. New volumes are sealed with it."];
        done.Add("Volumes that are there stay sealed with their keys and can be read; they get the new one when they are compacted.");
        foreach (string lost in StoreKeyChanges.LostSlots(list, rotated))
        {
            done.Add($"The new key is not opened by '{lost}': add what is still wanted (store key add-passphrase, store key show-recovery).");
        }
        if (newKeyFile is not null)
        {
            done.Add($"Set key-file = {newKeyFile} in server.conf and print its recovery sheet. The old key file still opens volumes made before.");
        }
        done.Add("Then: systemctl restart monitas-server");
        return done;
    }

    private static string Count(int keys) => keys == 1 ? "the key" : $"all {keys} keys";

    private IReadOnlyList<IStoreSecret> Secrets() => StoreSecretFiles.Read(settings);

    private async Task<(StoreKeyList List, StoreKeyRing Ring, IReadOnlyList<IStoreSecret> Secrets)> OpenAsync(CancellationToken cancellationToken)
    {
        StoreKeyList list = await StoreKeyObject.LoadAsync(_store, cancellationToken).ConfigureAwait(false)
            ?? throw new StoreKeyException($"The store {settings.Store} has no key yet: monitas-server store key init");
        IReadOnlyList<IStoreSecret> secrets = Secrets();
        StoreKeyRing ring = new();
        ring.Load(list, secrets, sealNew: true);
        return (list, ring, secrets);
    }
}
