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
/// Does what `store key` commands ask for, on the store itself: the daemon need not run, and cannot before there is a key. A running one is told
/// afterwards (<see cref="StoreKeyReload"/>). Every new list of keys is durable before an older one goes.
/// </summary>
internal sealed class StoreKeyDesk(ServerSettings settings, TimeProvider clock, PassphraseCost? cost = null)
{
    private const string RecoverySlot = "recovery sheet";

    private readonly DirectoryStore _store = new(settings.Store);

    /// <summary>The store's directory.</summary>
    internal string Store => settings.Store;

    /// <summary>Has it changed the store's keys?</summary>
    internal bool HasChanged { get; private set; }

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
        await SaveAsync(made, cancellationToken).ConfigureAwait(false);
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
            await SaveAsync(changed, cancellationToken).ConfigureAwait(false);
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
        await SaveAsync(StoreKeyChanges.AddSlots(list, ring, secret), cancellationToken).ConfigureAwait(false);
        return $"The passphrase '{name}' opens {Count(list.Keys.Count)}. Volumes that are there do not know it: by themselves, without the store's list of keys, they are opened by what opened them before.";
    }

    /// <summary>Makes a new key for volumes from now on.</summary>
    /// <param name="newKeyFile">A key file that is made for it; null to keep what opens the keys.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal async Task<IReadOnlyList<string>> RotateAsync(string? newKeyFile, CancellationToken cancellationToken)
    {
        (StoreKeyList list, StoreKeyRing ring, IReadOnlyList<IStoreSecret> secrets) = await OpenAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<IStoreSecret> openers = newKeyFile is null ? secrets : [StoreSecretFiles.WriteKeyFile(newKeyFile)];
        StoreKeyList rotated = StoreKeyChanges.Rotate(list, ring, StoreKey.New(), openers, clock.GetUtcNow());
        await SaveAsync(rotated, cancellationToken).ConfigureAwait(false);
        List<string> done = [$"Made key {rotated.Active}, opened by {string.Join(" and ", openers.Select(secret => secret.Name))}. New volumes are sealed with it."];
        done.Add("Volumes that are there stay sealed with their keys and can be read; they get the new one when they are compacted.");
        foreach (string lost in StoreKeyChanges.LostSlots(list, rotated))
        {
            done.Add($"The new key is not opened by '{lost}': add what is still wanted (store key add-passphrase, store key show-recovery).");
        }
        if (newKeyFile is not null)
        {
            done.Add($"Set key-file = {newKeyFile} in server.conf and print its recovery sheet. The old key file still opens volumes made before.");
            done.Add("Then: systemctl restart monitas-server");
        }
        return done;
    }

    /// <summary>Lets a passphrase or key file no longer open the keys. What is set must open each of them in another way.</summary>
    /// <param name="name">What its slots are called, or the id of its key file.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="StoreKeyException">There is none of that name or more than one, or nothing that is set would open a key any more.</exception>
    internal async Task<IReadOnlyList<string>> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        (StoreKeyList list, _, IReadOnlyList<IStoreSecret> secrets) = await OpenAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<KeySlot> slots = StoreKeyChanges.Named(list, name);
        if (slots.Count == 0)
        {
            string all = string.Join(", ", list.Keys.SelectMany(key => key.Slots).Select(slot => $"'{StoreKeyChanges.Describe(slot)}'").Distinct());
            throw new StoreKeyException($"Nothing that opens the keys is called '{name}'; there are {all}. Of a key file write its id.");
        }
        if (slots.Select(slot => slot.KeyFile).Distinct().Count() > 1)
        {
            throw new StoreKeyException($"Several key files are called '{name}': write the id of the one that is meant ({string.Join(", ", slots.Select(slot => slot.KeyFile).Distinct())}).");
        }
        StoreKeyList changed = StoreKeyChanges.Without(list, slots);
        foreach (StoreKeyRecord record in changed.Keys.Where((record, i) => record.Slots.Count < list.Keys[i].Slots.Count && !StoreKeyChanges.OpenedBy(record, secrets)))
        {
            throw new StoreKeyException(record.Slots.Count == 0
                ? $"'{name}' is the last that opens key {record.Key}, and stays: without it what that key has sealed could never be read again. Add another first (store key add-passphrase, store key show-recovery)."
                : $"Without '{name}' key {record.Key} would be opened by {string.Join(", ", record.Slots.Select(StoreKeyChanges.Describe))} only, and nothing that is set has shown that it does: "
                    + "set that one in server.conf (or for this command: --set server:key-file=FILE, --set server:passphrase-file=FILE), then remove this one.");
        }
        await SaveAsync(changed, cancellationToken).ConfigureAwait(false);
        return
        [
            $"Removed '{name}': it does not open {Count(list.Keys.Count)} of the store any more, nor volumes that are made from now on.",
            $"Volumes made before keep it in their VOLUME.JSON: who has '{name}' and such a volume still opens it, and all that the same key seals.",
            "If it may be in wrong hands, make a new key too: monitas-server store key rotate (with --new-key-file FILE where a key file got lost).",
        ];
    }

    private static string Count(int keys) => keys == 1 ? "the key" : $"all {keys} keys";

    private async Task SaveAsync(StoreKeyList list, CancellationToken cancellationToken)
    {
        await StoreKeyObject.SaveAsync(_store, list, cancellationToken).ConfigureAwait(false);
        HasChanged = true;
    }

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
