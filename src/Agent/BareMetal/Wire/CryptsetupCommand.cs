using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal.Wire;

/// <summary>The arguments of cryptsetup. A passphrase is never among them: it comes on standard input (--key-file=-), whole, without a line's end. Pure.</summary>
internal static class CryptsetupCommand
{
    private const int SectorBytes = 512;
    private const string KeyOnInput = "--key-file=-";

    /// <summary>The passphrase is in slot 0.</summary>
    private const string KeyFileSlot = "1";

    /// <summary>The arguments that make a LUKS device the way it was.</summary>
    public static IReadOnlyList<string> Format(LayoutEncryption encryption, string node)
    {
        bool isSecond = encryption.Version == 2;
        return
        [
            "luksFormat", "--batch-mode", "--type", isSecond ? "luks2" : "luks1", "--uuid", encryption.Uuid,
            .. Option("--label", isSecond ? encryption.Label : ""), .. Option("--subsystem", isSecond ? encryption.Subsystem : ""),
            "--cipher", encryption.Cipher, "--key-size", Number(encryption.KeyBits), .. Option("--sector-size", isSecond ? Number(encryption.SectorBytes) : ""),
            .. Option("--pbkdf", encryption.Pbkdf), .. Option("--hash", encryption.Hash),
            .. Option("--offset", encryption.DataOffsetBytes > 0 ? Number(encryption.DataOffsetBytes / SectorBytes) : ""), KeyOnInput, node,
        ];
    }

    /// <summary>The arguments that open it under its name.</summary>
    public static IReadOnlyList<string> Open(string node, string mapName) => ["open", "--type", "luks", KeyOnInput, node, mapName];

    /// <summary>The arguments that close it.</summary>
    public static IReadOnlyList<string> Close(string mapName) => ["close", mapName];

    /// <summary>The arguments that ask how an open one works.</summary>
    public static IReadOnlyList<string> Status(string mapName) => ["status", mapName];

    /// <summary>The arguments that add a file's key, given the passphrase on standard input.</summary>
    /// <param name="step">The part of the file that is the key.</param>
    /// <param name="node">The LUKS device, whose only key is the passphrase.</param>
    /// <param name="file">The file.</param>
    /// <param name="isRandom">Is the key random, so that it needs no stretching? LUKS asks for 1000 rounds at least.</param>
    public static IReadOnlyList<string> AddKey(AddKeyFile step, string node, string file, bool isRandom) =>
    [
        "luksAddKey", "--batch-mode", KeyOnInput, "--key-slot", KeyFileSlot, .. isRandom ? ["--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000"] : Array.Empty<string>(),
        .. Option("--new-keyfile-offset", step.OffsetBytes > 0 ? Number(step.OffsetBytes) : ""),
        .. Option("--new-keyfile-size", step.SizeBytes > 0 ? Number(step.SizeBytes) : ""), node, file,
    ];

    /// <summary>
    /// The arguments that have the file's key tried before the passphrase's slot, whose stretching a key of another slot would pay for too. LUKS1 knows no such
    /// order.
    /// </summary>
    public static IReadOnlyList<string> TryKeyFileFirst(string node) => ["config", "--key-slot", KeyFileSlot, "--priority", "prefer", node];

    /// <summary>The arguments that try whether a file's key opens the device, without opening it.</summary>
    public static IReadOnlyList<string> TryKey(AddKeyFile step, string node, string file) =>
    [
        "open", "--type", "luks", "--test-passphrase", "--key-file", file, .. Option("--keyfile-offset", step.OffsetBytes > 0 ? Number(step.OffsetBytes) : ""),
        .. Option("--keyfile-size", step.SizeBytes > 0 ? Number(step.SizeBytes) : ""), node,
    ];

    /// <summary>What differs between the plan and the open device, in words; empty when nothing does.</summary>
    /// <param name="encryption">The device as planned.</param>
    /// <param name="probe">What blkid found on it.</param>
    /// <param name="status">What <see cref="Status"/> told.</param>
    /// <param name="sizeBytes">The size of what is inside.</param>
    public static string Difference(LayoutEncryption encryption, IReadOnlyDictionary<string, string> probe, string status, long sizeBytes)
    {
        IReadOnlyDictionary<string, string> open = Lines(status);
        (string What, string Found, string Wanted)[] expected =
        [
            ("type", probe.GetValueOrDefault("TYPE", ""), "crypto_LUKS"), ("UUID", probe.GetValueOrDefault("UUID", ""), encryption.Uuid),
            ("version", open.GetValueOrDefault("type", ""), "LUKS" + Number(encryption.Version)), ("cipher", open.GetValueOrDefault("cipher", ""), encryption.Cipher),
            ("key size", open.GetValueOrDefault("keysize", ""), Number(encryption.KeyBits) + " bits"),
        ];
        foreach ((string what, string found, string wanted) in expected)
        {
            if (!string.Equals(found, wanted, StringComparison.OrdinalIgnoreCase))
            {
                return $"its {what} is '{found}' instead of '{wanted}'";
            }
        }

        return sizeBytes < encryption.SizeBytes ? $"it has room for {sizeBytes} bytes instead of {encryption.SizeBytes}" : "";
    }

    /// <summary>"  name:  value" lines; others are passed over.</summary>
    private static Dictionary<string, string> Lines(string text)
    {
        Dictionary<string, string> lines = new(StringComparer.Ordinal);
        foreach (string[] parts in text.Split('\n').Select(l => l.Split(':', 2)).Where(p => p.Length == 2))
        {
            lines[parts[0].Trim()] = parts[1].Trim();
        }

        return lines;
    }

    private static IEnumerable<string> Option(string name, string value) => value.Length > 0 ? [name, value] : [];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
