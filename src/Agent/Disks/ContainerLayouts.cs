using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Disks;

/// <summary>MD arrays and LUKS devices as a layout holds them. What cannot be described whole becomes a sentence in one of the lists. Pure.</summary>
internal static class ContainerLayouts
{
    private static readonly string[] Levels = ["linear", "raid0", "raid1", "raid4", "raid5", "raid6", "raid10"];

    /// <summary>The arrays.</summary>
    public static IEnumerable<LayoutArray> Arrays(StorageFacts facts, LayoutNames names, List<string> unsupported, List<string> warnings)
    {
        foreach (BlockDevice device in names.Devices.Where(StorageReader.IsArray))
        {
            if (!facts.Arrays.TryGetValue(device.KernelName, out MdArray? array))
            {
                continue;
            }

            List<string> strangers = [.. array.Members.Concat(array.Spares).Where(m => names.OfNode(m).Length == 0)];
            if (!Levels.Contains(array.Level) || array.Metadata is not ("0.90" or "1.0" or "1.1" or "1.2"))
            {
                unsupported.Add($"{device.Path} is RAID of the kind {array.Level} with {array.Metadata} metadata: a rebuild cannot make that again.");
            }
            else if (strangers.Count > 0)
            {
                unsupported.Add($"{device.Path} has members on disks that do not belong to the machine ({string.Join(", ", strangers)}): a rebuild cannot make it again.");
            }
            else
            {
                if (array.Members.Count < array.RaidDevices)
                {
                    warnings.Add($"{device.Path} had {array.Members.Count} of its {array.RaidDevices} members when the backup was made; a rebuild makes it like that.");
                }

                yield return Array(device, array, names);
            }
        }
    }

    /// <summary>The LUKS devices that were open. One that was not has nothing in the archive.</summary>
    public static IEnumerable<LayoutEncryption> Encryptions(StorageFacts facts, LayoutNames names, List<string> unsupported, List<string> warnings)
    {
        foreach (BlockDevice device in names.Devices.Where(d => names.Of(d).Length > 0))
        {
            if (device.FileSystem != "crypto_LUKS" || !facts.Headers.TryGetValue(device.KernelName, out LuksHeader? header))
            {
                continue;
            }

            BlockDevice? inside = device.Children.FirstOrDefault(c => c.Type == "crypt");
            CrypTabLine? line = CrypTab.For(facts.CrypTab, header.Uuid, inside?.Name ?? "");
            if (inside is null)
            {
                warnings.Add($"{device.Path} is encrypted and was not open when the backup was made, so nothing of it is in the archive: a rebuild leaves its place empty.");
            }
            else if (header.Oddity.Length > 0 || (line?.Options.Split(',').Any(o => o.StartsWith("header=", StringComparison.Ordinal)) ?? false))
            {
                unsupported.Add($"{device.Path} is LUKS {(header.Oddity.Length > 0 ? header.Oddity : "with a header of its own elsewhere")}: a rebuild cannot make that again.");
            }
            else
            {
                if (header.Tokens.Count > 0)
                {
                    warnings.Add($"{device.Path} is also opened by {string.Join(", ", header.Tokens)}, which must be set up again after a rebuild.");
                }

                yield return Encryption(names, device, inside, header, line);
            }
        }
    }

    private static LayoutArray Array(BlockDevice device, MdArray array, LayoutNames names) => new()
    {
        Name = names.Of(device),
        Path = device.Path,
        Level = array.Level,
        Metadata = array.Metadata,
        Uuid = array.Uuid,
        SetName = array.SetName,
        RaidDevices = array.RaidDevices,
        Members = [.. array.Members.Select(names.OfNode)],
        Spares = [.. array.Spares.Select(names.OfNode)],
        ChunkBytes = array.Level == "raid1" ? 0 : array.ChunkBytes,
        Layout = array.Layout,
        Bitmap = array.Bitmap,
        DataOffsetBytes = array.Metadata is "1.1" or "1.2" ? array.DataOffsetBytes : 0,
        ComponentBytes = array.Level is "raid0" or "linear" ? 0 : array.ComponentBytes,
        SizeBytes = device.SizeBytes,
    };

    private static LayoutEncryption Encryption(LayoutNames names, BlockDevice device, BlockDevice inside, LuksHeader header, CrypTabLine? line) => new()
    {
        Name = names.Of(inside),
        Device = names.Of(device),
        Version = header.Version,
        Uuid = header.Uuid,
        Label = header.Label,
        Subsystem = header.Subsystem,
        Cipher = header.Cipher,
        KeyBits = header.KeyBits,
        SectorBytes = header.SectorBytes,
        Pbkdf = header.Pbkdf,
        Hash = header.Hash,
        DataOffsetBytes = header.OffsetBytes,
        MapName = line?.Name ?? inside.Name,
        KeyFile = line?.KeyFile ?? "",
        Options = line?.Options ?? "",
        Tokens = header.Tokens,
        SizeBytes = inside.SizeBytes,
    };
}
