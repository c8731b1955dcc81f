using System;
using Monitas.Agent.Files;

namespace Monitas.Agent.Snapshots;

/// <summary>One piece of the tree that a backup reads.</summary>
/// <param name="Path">Where it belongs in the tree: "/" or "/home".</param>
/// <param name="Mount">The mount that it lies on.</param>
/// <param name="Snapshot">Its snapshot; null when the live file system is read.</param>
/// <param name="IsNested">Is it a subvolume inside of the mount, and not what is mounted itself?</param>
internal sealed record HeldMount(byte[] Path, MountEntry Mount, ISnapshot? Snapshot, bool IsNested = false)
{
    /// <summary>The path of what lies in a directory: "/" and "a/b" or "/a/b" are "/a/b".</summary>
    internal static byte[] Join(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> below)
    {
        ReadOnlySpan<byte> first = directory.TrimEnd((byte)'/');
        ReadOnlySpan<byte> rest = below.Trim((byte)'/');
        return rest.IsEmpty && !first.IsEmpty ? first.ToArray() : [.. first, (byte)'/', .. rest];
    }
}
