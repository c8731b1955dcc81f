using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Monitas.Agent.Disks.Wire;

namespace Monitas.Agent.Disks;

/// <summary>Reads the firmware's variables from efivarfs: each file is four bytes of attributes and then the value.</summary>
/// <param name="directory">Where efivarfs is mounted.</param>
internal sealed class EfiVariables(string directory = EfiVariables.DefaultDirectory)
{
    /// <summary>Where Linux mounts efivarfs.</summary>
    public const string DefaultDirectory = "/sys/firmware/efi/efivars";

    /// <summary>EFI_GLOBAL_VARIABLE (UEFI 2.10 3.3).</summary>
    private const string GlobalGuid = "8be4df61-93ca-11d2-aa0d-00e098032b8c";

    /// <summary>Secure Boot on or off; null when the firmware has no such variable.</summary>
    public bool? SecureBoot() => Read("SecureBoot") is [byte value, ..] ? value == 1 : null;

    /// <summary>The number of the entry that this start used; null when unknown.</summary>
    public ushort? BootCurrent() => Numbers("BootCurrent") is [ushort number, ..] ? number : null;

    /// <summary>The numbers of the entries in the order in which the firmware tries them.</summary>
    public IReadOnlyList<ushort> BootOrder() => Numbers("BootOrder");

    /// <summary>All entries that can be read, by number.</summary>
    public IReadOnlyDictionary<ushort, EfiLoadOption> BootEntries()
    {
        SortedDictionary<ushort, EfiLoadOption> entries = [];
        if (!Directory.Exists(directory))
        {
            return entries;
        }

        foreach (string path in Directory.EnumerateFiles(directory, $"Boot????-{GlobalGuid}"))
        {
            string name = Path.GetFileName(path)[..8];
            if (ushort.TryParse(name.AsSpan(4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort number)
                && Read(name) is { } value && EfiLoadOption.TryParse(value, out EfiLoadOption? entry))
            {
                entries[number] = entry;
            }
        }

        return entries;
    }

    private List<ushort> Numbers(string name)
    {
        List<ushort> numbers = [];
        byte[] value = Read(name) ?? [];
        for (int i = 0; i + 1 < value.Length; i += 2)
        {
            numbers.Add(BinaryPrimitives.ReadUInt16LittleEndian(value.AsSpan(i)));
        }

        return numbers;
    }

    /// <summary>The value without its attributes; null when the variable is not there or cannot be read.</summary>
    private byte[]? Read(string name)
    {
        try
        {
            byte[] file = File.ReadAllBytes(Path.Combine(directory, $"{name}-{GlobalGuid}"));
            return file.Length >= 4 ? file[4..] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
