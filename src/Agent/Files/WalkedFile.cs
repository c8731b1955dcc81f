using System;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Files;

/// <summary>What a walk has come to.</summary>
/// <param name="Path">The path below the source's root; the array is the taker's.</param>
/// <param name="Directory">The open directory that holds the name; for "/" the root itself. Open until the walk goes on.</param>
/// <param name="Status">The status just now.</param>
internal sealed record WalkedFile(byte[] Path, SafeFileHandle Directory, FileStatus Status)
{
    /// <summary>Where calls find it.</summary>
    internal PathAt At => new(Directory, Path.Length == 1 ? "."u8 : Path.AsSpan(Path.AsSpan().LastIndexOf((byte)'/') + 1), Path);
}
