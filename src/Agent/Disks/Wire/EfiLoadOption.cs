using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Monitas.Agent.Disks.Wire;

/// <summary>
/// A boot entry of the firmware (UEFI 2.10 3.1.3, EFI_LOAD_OPTION), as far as it starts a file from a GPT partition.
/// <code>
/// 0..3         4..5              6..                        then
/// attributes   path list bytes   description, UCS-2, NUL    device path: nodes of type(1) subtype(1) length(2) data
/// </code>
/// Hard drive node (4/1, 42 bytes): partition number u32, start u64, size u64 (logical blocks), signature 16 bytes, table kind
/// (2 = GPT), signature kind (2 = GUID). File node (4/4): the path in UCS-2, NUL. All little-endian.
/// </summary>
internal sealed record EfiLoadOption
{
    private const int HardDriveNodeBytes = 42;

    /// <summary>The text that the firmware's menu shows.</summary>
    public required string Description { get; init; }

    /// <summary>LOAD_OPTION_ACTIVE: does the firmware try it by itself?</summary>
    public required bool Active { get; init; }

    /// <summary>The GUID of the partition, or empty when the entry is not about a GPT partition.</summary>
    public Guid PartitionId { get; init; }

    /// <summary>The partition's number; 0 when unknown.</summary>
    public uint PartitionNumber { get; init; }

    /// <summary>The partition's first logical block.</summary>
    public ulong PartitionStart { get; init; }

    /// <summary>The partition's length in logical blocks.</summary>
    public ulong PartitionSize { get; init; }

    /// <summary>The file to start, such as "\EFI\debian\shimx64.efi"; empty when the entry names none.</summary>
    public string File { get; init; } = "";

    /// <summary>Reads an entry's bytes (without the four attribute bytes that efivarfs puts in front); false when they are cut off or odd.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out EfiLoadOption? option)
    {
        option = null;
        if (source.Length < 8)
        {
            return false;
        }

        uint attributes = BinaryPrimitives.ReadUInt32LittleEndian(source);
        int pathBytes = BinaryPrimitives.ReadUInt16LittleEndian(source[4..]);
        if (!TryReadText(source[6..], out string? description, out int used) || source.Length - 6 - used < pathBytes)
        {
            return false;
        }

        EfiLoadOption entry = new() { Description = description, Active = (attributes & 1) != 0 };
        return TryReadPath(source.Slice(6 + used, pathBytes), entry, out option);
    }

    private static bool TryReadPath(ReadOnlySpan<byte> path, EfiLoadOption entry, [NotNullWhen(true)] out EfiLoadOption? option)
    {
        option = null;
        while (path.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(path[2..]);
            if (length < 4 || length > path.Length)
            {
                return false;
            }

            entry = (path[0], path[1]) switch
            {
                (4, 1) when length == HardDriveNodeBytes => WithPartition(entry, path[..length]),
                (4, 4) => TryReadText(path[4..length], out string? file, out _) ? entry with { File = entry.File + file } : entry,
                _ => entry,
            };
            path = path[length..];
        }

        option = entry;
        return true;
    }

    private static EfiLoadOption WithPartition(EfiLoadOption entry, ReadOnlySpan<byte> node) => node[40] != 2 || node[41] != 2
        ? entry
        : entry with
        {
            PartitionNumber = BinaryPrimitives.ReadUInt32LittleEndian(node[4..]),
            PartitionStart = BinaryPrimitives.ReadUInt64LittleEndian(node[8..]),
            PartitionSize = BinaryPrimitives.ReadUInt64LittleEndian(node[16..]),
            PartitionId = new Guid(node.Slice(24, 16)),
        };

    /// <summary>Reads UCS-2 up to its NUL.</summary>
    private static bool TryReadText(ReadOnlySpan<byte> source, [NotNullWhen(true)] out string? text, out int usedBytes)
    {
        for (int i = 0; i + 1 < source.Length; i += 2)
        {
            if (source[i] == 0 && source[i + 1] == 0)
            {
                text = Encoding.Unicode.GetString(source[..i]);
                usedBytes = i + 2;
                return true;
            }
        }

        text = null;
        usedBytes = 0;
        return false;
    }
}
