using System;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Files;

/// <summary>The mark by which programs say that a directory holds nothing but what can be made again (https://bford.info/cachedir/).</summary>
internal static class CacheTag
{
    /// <summary>The tag's name.</summary>
    internal static ReadOnlySpan<byte> Name => "CACHEDIR.TAG"u8;

    private static ReadOnlySpan<byte> Signature => "Signature: 8a477f597d28d172789f06886806bc55"u8;

    /// <summary>Does the directory hold a sound tag: a regular file, no symbolic link, that begins with the signature?</summary>
    internal static bool IsIn(SafeFileHandle directory, ReadOnlySpan<byte> shown)
    {
        try
        {
            using SafeFileHandle? file = LinuxFile.TryOpen(new PathAt(directory, Name, shown), OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock);
            if (file is null || !LinuxStatus.Get(file, shown).IsRegular)
            {
                return false;
            }
            Span<byte> begin = stackalloc byte[Signature.Length];
            return LinuxFile.ReadAt(file, begin, 0, shown) == begin.Length && begin.SequenceEqual(Signature);
        }
        catch (LinuxException)
        {
            // A tag that cannot be read marks nothing: rather too much in the archive than too little.
            return false;
        }
    }
}
