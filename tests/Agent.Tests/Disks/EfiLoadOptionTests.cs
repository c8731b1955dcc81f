using System;
using System.Collections.Generic;
using System.Text;
using Monitas.Agent.Disks.Wire;
using Xunit;

namespace Monitas.Agent.Tests.Disks;

public sealed class EfiLoadOptionTests
{
    public static readonly Guid Partition = new("71e65211-f2dc-3545-9885-9e1f033a28d6");

    [Fact]
    public void TryParse_DebianEntry_GivesPartitionAndFile()
    {
        Assert.True(EfiLoadOption.TryParse(Entry("debian", @"\EFI\debian\shimx64.efi"), out EfiLoadOption? option));

        Assert.Equal(("debian", true, @"\EFI\debian\shimx64.efi"), (option.Description, option.Active, option.File));
        Assert.Equal((Partition, 1u, 2048ul, 131072ul), (option.PartitionId, option.PartitionNumber, option.PartitionStart, option.PartitionSize));
    }

    [Fact]
    public void TryParse_NetworkEntry_NamesNoPartition()
    {
        byte[] entry = [1, 0, 0, 0, 4, 0, (byte)'P', 0, 0, 0, 0x7f, 0xff, 4, 0];

        Assert.True(EfiLoadOption.TryParse(entry, out EfiLoadOption? option));

        Assert.Equal(("P", "", Guid.Empty), (option.Description, option.File, option.PartitionId));
    }

    [Fact]
    public void TryParse_EveryTruncation_IsRefused()
    {
        byte[] entry = Entry("debian", @"\EFI\debian\shimx64.efi");

        for (int length = 0; length < entry.Length; length++)
        {
            Assert.False(EfiLoadOption.TryParse(entry.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void TryParse_FlippedBytes_NeverThrows()
    {
        byte[] good = Entry("debian", @"\EFI\debian\shimx64.efi");
        Random random = new(20260301);
        for (int round = 0; round < 2000; round++)
        {
            byte[] entry = [.. good];
            entry[random.Next(entry.Length)] ^= (byte)random.Next(1, 256);
            Assert.Equal(EfiLoadOption.TryParse(entry, out EfiLoadOption? option), option is not null);
        }
    }

    /// <summary>An entry as firmware stores it, built field by field from UEFI 2.10 3.1.3 and 10.3.5.</summary>
    public static byte[] Entry(string description, string file)
    {
        byte[] fileText = Encoding.Unicode.GetBytes(file + "\0");
        List<byte> path = [4, 1, 42, 0, .. BitConverter.GetBytes(1u), .. BitConverter.GetBytes(2048ul), .. BitConverter.GetBytes(131072ul), .. Partition.ToByteArray(), 2, 2];
        path.AddRange([4, 4, .. BitConverter.GetBytes((ushort)(4 + fileText.Length)), .. fileText, 0x7f, 0xff, 4, 0]);
        return [1, 0, 0, 0, .. BitConverter.GetBytes((ushort)path.Count), .. Encoding.Unicode.GetBytes(description + "\0"), .. path];
    }
}
