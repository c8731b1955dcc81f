using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Agent.Disks;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Makes LUKS devices with their old UUIDs, opens them, and adds restored key files. Passphrases go to cryptsetup's standard input and nowhere else.</summary>
internal static class EncryptionMaker
{
    /// <summary>Stretching a passphrase takes seconds on a PC, and minutes by emulation.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(15);

    /// <summary>Makes and opens one, and reads both back.</summary>
    public static async Task RunAsync(MakeEncryption step, RebuildContext context, CancellationToken ct)
    {
        LayoutEncryption encryption = step.Encryption;
        string node = context.Node(encryption.Device);
        string passphrase = context.Passphrase(encryption.Uuid);
        await ExternalTool.RunAsync("cryptsetup", CryptsetupCommand.Format(encryption, node), ct, Timeout, passphrase).ConfigureAwait(false);
        await DiskNodes.SettleAsync(ct).ConfigureAwait(false);
        await ExternalTool.RunAsync("cryptsetup", CryptsetupCommand.Open(node, encryption.MapName), ct, Timeout, passphrase).ConfigureAwait(false);
        string inside = "/dev/mapper/" + encryption.MapName;
        context.AddDevice(encryption.Name, inside);
        context.AddTakedown(new Takedown("cryptsetup", CryptsetupCommand.Close(encryption.MapName), $"the LUKS device {encryption.MapName}"));
        await DiskNodes.SettleAsync(ct).ConfigureAwait(false);
        IReadOnlyDictionary<string, string> probe = await BlockDeviceReader.ProbeAsync(node, ct).ConfigureAwait(false);
        ToolResult status = await ExternalTool.RunAsync("cryptsetup", CryptsetupCommand.Status(encryption.MapName), ct).ConfigureAwait(false);
        string difference = CryptsetupCommand.Difference(encryption, probe, status.Output, DiskTree.SizeBytes(DiskTree.KernelName(inside)));
        if (difference.Length > 0)
        {
            throw RebuildContext.Failure($"The new LUKS device {encryption.MapName} reads back otherwise than planned: {difference}.");
        }

        context.Log($"{encryption.MapName} is LUKS{encryption.Version} on {node}");
        if (step.Key == EncryptionKeySource.NewPassphrase)
        {
            context.Warn($"The LUKS device {encryption.MapName} has a new passphrase, which the PC may ask for when it starts: monitas-server job passphrases shows it, once.");
        }
    }

    /// <summary>Adds a restored key file, and tries it. A file that is not there is warned about: the passphrase opens the device too.</summary>
    public static async Task RunAsync(AddKeyFile step, RebuildContext context, CancellationToken ct)
    {
        LayoutEncryption encryption = context.Plan.Steps.OfType<MakeEncryption>().First(m => m.Encryption.Name == step.Encryption).Encryption;
        string file = context.PathOf(step.File);
        if (!File.Exists(file))
        {
            context.Warn($"The archive has no {step.File}, which /etc/crypttab opens {encryption.MapName} with: the new system asks for the passphrase.");
            return;
        }

        string node = context.Node(encryption.Device);
        bool isRandom = await IsRandomAsync(step, file, ct).ConfigureAwait(false);
        await ExternalTool.RunAsync("cryptsetup", CryptsetupCommand.AddKey(step, node, file, isRandom), ct, Timeout, context.Passphrase(encryption.Uuid)).ConfigureAwait(false);
        if (isRandom && encryption.Version == 2)
        {
            await ExternalTool.RunAsync("cryptsetup", CryptsetupCommand.TryKeyFileFirst(node), ct).ConfigureAwait(false);
        }

        await ExternalTool.RunAsync("cryptsetup", CryptsetupCommand.TryKey(step, node, file), ct, Timeout).ConfigureAwait(false);
        context.Log($"{step.File} opens {encryption.MapName}");
    }

    private static async Task<bool> IsRandomAsync(AddKeyFile step, string file, CancellationToken ct)
    {
        await using FileStream stream = File.OpenRead(file);
        stream.Seek(step.OffsetBytes, SeekOrigin.Begin);
        byte[] key = new byte[Math.Min(step.SizeBytes > 0 ? step.SizeBytes : long.MaxValue, Math.Clamp(stream.Length - step.OffsetBytes, 0, KeyFileStrength.MaxKeyBytes))];
        int read = await stream.ReadAtLeastAsync(key, key.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
        return KeyFileStrength.IsRandom(key.AsSpan(0, read));
    }
}
