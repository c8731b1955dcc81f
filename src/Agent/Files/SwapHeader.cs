using System;

namespace Monitas.Agent.Files;

/// <summary>
/// The first page of a swap area, which holds all that mkswap(8) has written: size, UUID, label (Linux, include/linux/swap.h, union swap_header).
/// <code>
/// 1024  version 4, last page 4, bad pages 4, UUID 16, label 16
/// 4086  "SWAPSPACE2"
/// </code>
/// </summary>
internal static class SwapHeader
{
    /// <summary>The length of a page on the machines that are backed up (x86-64).</summary>
    internal const int PageBytes = 4096;

    private const int SignatureOffset = PageBytes - 10;

    /// <summary>Is it the first page of a swap area that may be used? One that holds a hibernated system has another signature.</summary>
    internal static bool IsHeader(ReadOnlySpan<byte> page) => page.Length == PageBytes && page[SignatureOffset..].SequenceEqual("SWAPSPACE2"u8);
}
