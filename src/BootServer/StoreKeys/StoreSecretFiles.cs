using System;
using System.IO;
using System.Collections.Generic;
using System.Text;
using Monitas.BootServer.Configuration;
using Monitas.Imaging.Sealing;

namespace Monitas.BootServer.StoreKeys;

/// <summary>Reads and writes key files and passphrase files. Every error says which file it is and what to do.</summary>
internal static class StoreSecretFiles
{
    /// <summary>In front of a path: a credential that systemd gives the service.</summary>
    internal const string CredentialPrefix = "credential:";

    /// <summary>Shorter passphrases are refused.</summary>
    internal const int LeastPassphraseBytes = 12;

    private const int MaxFileBytes = 64 * 1024;

    /// <summary>The secrets that the settings name.</summary>
    /// <exception cref="StoreKeyException">A file is missing or is none of its kind.</exception>
    internal static IReadOnlyList<IStoreSecret> Read(ServerSettings settings)
    {
        List<IStoreSecret> secrets = [];
        if (settings.KeyFile is { } keyFile)
        {
            secrets.Add(ReadKeyFile(keyFile));
        }
        if (settings.PassphraseFile is { } passphraseFile)
        {
            secrets.Add(ReadPassphrase(passphraseFile));
        }
        return secrets;
    }

    /// <summary>Reads a key file.</summary>
    internal static KeyFileSecret ReadKeyFile(string path)
    {
        string text = Encoding.UTF8.GetString(ReadFile(path, "key file", "restore it from its copy, type it from the recovery sheet or, for a new store, run monitas-server store key init"));
        return KeyText.TryParse(text, out StoreKey? key, out string fault)
            ? new KeyFileSecret(key, $"key file {key.Id} ({path})")
            : throw new StoreKeyException($"The key file {path} cannot be used: {fault}. Restore it from its copy, or type it anew from the recovery sheet.");
    }

    /// <summary>Reads a passphrase: the file's bytes without line ends at its end.</summary>
    internal static PassphraseSecret ReadPassphrase(string path, string slotName = "passphrase", PassphraseCost? cost = null) =>
        Passphrase(ReadFile(path, "passphrase file", "write the passphrase into it, readable by root alone"), path, slotName, cost);

    /// <summary>Makes a secret of what was read.</summary>
    internal static PassphraseSecret Passphrase(ReadOnlySpan<byte> bytes, string path, string slotName, PassphraseCost? cost = null)
    {
        ReadOnlySpan<byte> passphrase = bytes.TrimEnd("\r\n"u8);
        return passphrase.Length >= LeastPassphraseBytes
            ? new PassphraseSecret(passphrase, $"the passphrase of {path}", slotName, cost)
            : throw new StoreKeyException($"The passphrase of {path} has fewer than {LeastPassphraseBytes} characters: choose a longer one.");
    }

    /// <summary>Makes a key file, which must not be there yet, readable by its owner alone.</summary>
    /// <exception cref="IOException">It is there already, or cannot be written.</exception>
    internal static KeyFileSecret WriteKeyFile(string path)
    {
        StoreKey key = StoreKey.New();
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (FileStream file = new(path, options))
        {
            file.Write(Encoding.UTF8.GetBytes(
                "# Key file of a Monitas store. Who has it can read every sealed volume; without it, or its recovery sheet, nobody can.\n"
                + "# Keep a copy where a fire on this computer does not reach: monitas-server store key show-recovery\n" + KeyText.Format(key)));
            file.Flush(flushToDisk: true);
        }
        KeyFileSecret back = ReadKeyFile(path);
        return back.Id == key.Id ? back : throw new IOException($"{path} does not hold what was written to it.");
    }

    private static byte[] ReadFile(string path, string kind, string remedy)
    {
        string place = path;
        if (path.StartsWith(CredentialPrefix, StringComparison.Ordinal))
        {
            string directory = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY")
                ?? throw new StoreKeyException($"{path} is a credential of systemd, but there is none: add LoadCredential= or LoadCredentialEncrypted= to the unit monitas-server.service.");
            place = Path.Combine(directory, path[CredentialPrefix.Length..]);
        }
        try
        {
            using FileStream file = File.OpenRead(place);
            byte[] bytes = new byte[Math.Min(file.Length, MaxFileBytes)];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreKeyException($"The {kind} {place} cannot be read ({e.Message}): {remedy}.");
        }
    }
}
