using System.Globalization;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Restart;

/// <summary>Is there memory enough to load the boot image beside the running system? Pure.</summary>
internal static class MemoryNeed
{
    /// <summary>The files in the directory, the kernel's buffers while it checks them, and the pages that wait for the start.</summary>
    private const int Copies = 3;

    private const long SpareBytes = 64L << 20;

    /// <summary>Why it cannot be loaded, with the figures; empty when it can.</summary>
    /// <param name="order">Names the files.</param>
    /// <param name="availableBytes">MemAvailable.</param>
    /// <param name="roomBytes">The room of the directory where the files are fetched to.</param>
    public static string Refusal(EnterBootImageOrder order, long availableBytes, long roomBytes)
    {
        long files = order.Kernel.Bytes + order.Initramfs.Bytes;
        long needed = (Copies * files) + SpareBytes;
        return availableBytes < needed ? $"{MiB(needed)} of memory are needed for that, and {MiB(availableBytes)} can be had"
            : roomBytes < files ? $"{MiB(files)} of room are needed for the boot image in /run, and {MiB(roomBytes)} are there"
            : "";
    }

    private static string MiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{(bytes + (1 << 20) - 1) >> 20} MiB");
}
