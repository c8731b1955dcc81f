using System;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>Where a call works: a name inside an open directory, and the whole path for messages.</summary>
internal readonly ref struct PathAt
{
    /// <summary>Makes the place.</summary>
    /// <param name="directory">The open directory.</param>
    /// <param name="name">One component without '/', or "." for the directory itself.</param>
    /// <param name="shown">The whole path, for messages.</param>
    internal PathAt(SafeFileHandle directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> shown)
    {
        Directory = directory;
        Name = name;
        Shown = shown;
    }

    /// <summary>The open directory.</summary>
    internal SafeFileHandle Directory { get; }

    /// <summary>The name in it.</summary>
    internal ReadOnlySpan<byte> Name { get; }

    /// <summary>The whole path, for messages.</summary>
    internal ReadOnlySpan<byte> Shown { get; }
}
