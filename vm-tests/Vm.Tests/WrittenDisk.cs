using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Processes;

namespace Monitas.Vm.Tests;

/// <summary>Disks that hold something before a PC gets them, and what the PC sees on a disk afterwards.</summary>
internal static class WrittenDisk
{
    private const int MiB = 1 << 20;

    /// <summary>A disk with random bytes everywhere.</summary>
    public static Task<VirtualDisk> FullAsync(string path, string serial, DiskBus bus, long sizeBytes, CancellationToken cancellation) =>
        MakeAsync(path, serial, bus, sizeBytes, [(0, (int)sizeBytes)], cancellation);

    /// <summary>A disk with a MiB of random bytes at its begin, in its middle and at its end.</summary>
    public static Task<VirtualDisk> MarkedAsync(string path, string serial, DiskBus bus, long sizeBytes, CancellationToken cancellation) =>
        MakeAsync(path, serial, bus, sizeBytes, [(0, MiB), (sizeBytes / 2, MiB), (sizeBytes - MiB, MiB)], cancellation);

    /// <summary>SHA-256 of every byte that the PC sees on the disk, zeros that are stored as well as those that are not.</summary>
    public static Task<string> HashAsync(VirtualDisk disk, CancellationToken cancellation) => ReadAsync(disk, async raw =>
    {
        await using FileStream file = File.OpenRead(raw);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }, cancellation);

    /// <summary>The place of the first byte that is not zero; -1 when there is none.</summary>
    public static Task<int> FirstByteLeftAsync(VirtualDisk disk, CancellationToken cancellation) =>
        ReadAsync(disk, async raw => (await File.ReadAllBytesAsync(raw, cancellation)).AsSpan().IndexOfAnyExcept((byte)0), cancellation);

    private static async Task<T> ReadAsync<T>(VirtualDisk disk, Func<string, Task<T>> read, CancellationToken cancellation)
    {
        string raw = disk.Path + ".seen";
        await Command.OutputAsync("qemu-img", ["convert", "-q", "-f", "qcow2", "-O", "raw", disk.Path, raw], cancellation);
        try
        {
            return await read(raw);
        }
        finally
        {
            File.Delete(raw);
        }
    }

    private static async Task<VirtualDisk> MakeAsync(
        string path, string serial, DiskBus bus, long sizeBytes, (long Offset, int Length)[] pieces, CancellationToken cancellation)
    {
        string raw = path + ".raw";
        await using (FileStream file = File.Create(raw))
        {
            file.SetLength(sizeBytes);
            foreach ((long offset, int length) in pieces)
            {
                file.Position = offset;
                await file.WriteAsync(RandomNumberGenerator.GetBytes(length), cancellation);
            }
        }

        await Command.OutputAsync("qemu-img", ["convert", "-q", "-f", "raw", "-O", "qcow2", raw, path], cancellation);
        File.Delete(raw);
        return new VirtualDisk(path, serial, bus);
    }
}
