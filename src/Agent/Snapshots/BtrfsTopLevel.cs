using System;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Snapshots;

/// <summary>
/// The top level of a btrfs, where the snapshots lie for the time of a backup. It may be a directory of the source too ("/" of a machine
/// without subvolumes): then its time must not tell of them.
/// </summary>
internal static class BtrfsTopLevel
{
    /// <summary>Mounts the top level, whatever the file system's default subvolume is.</summary>
    internal const string MountOptions = "subvolid=5";

    /// <summary>What our snapshots' names begin with.</summary>
    internal const string NamePrefix = ".monitas-snapshot-";

    /// <summary>The same as bytes.</summary>
    internal static ReadOnlySpan<byte> NamePrefixBytes => ".monitas-snapshot-"u8;

    /// <summary>Opens a snapshot.</summary>
    /// <exception cref="LinuxException">It cannot be opened, or is no directory by now.</exception>
    internal static SafeFileHandle Open(string place, string name)
    {
        using SafeFileHandle top = LinuxFile.Open(Encoding.UTF8.GetBytes(place), OpenFlags.ReadOnly | OpenFlags.Directory);
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return LinuxFile.Open(new PathAt(top, bytes, bytes), OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
    }

    /// <summary>Makes a read-only snapshot.</summary>
    /// <param name="subvolume">Of what: an open subvolume root.</param>
    /// <param name="place">Where the top level is mounted.</param>
    /// <param name="name">Its name.</param>
    /// <param name="shown">The subvolume's path for messages.</param>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Create(SafeFileHandle subvolume, string place, string name, ReadOnlySpan<byte> shown)
    {
        byte[] path = Encoding.UTF8.GetBytes(place);
        using SafeFileHandle top = LinuxFile.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);
        long time = LinuxStatus.Get(top, path).MtimeNs;
        LinuxBtrfs.CreateSnapshot(subvolume, top, name, shown);
        LinuxStatus.SetMtime(top, time, path);
    }

    /// <summary>Removes a snapshot; one that is not there is fine.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Remove(string place, string name)
    {
        byte[] path = Encoding.UTF8.GetBytes(place);
        using SafeFileHandle top = LinuxFile.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);
        long time = LinuxStatus.Get(top, path).MtimeNs;
        if (name.StartsWith(NamePrefix, StringComparison.Ordinal) && LinuxBtrfs.Destroy(top, name))
        {
            LinuxStatus.SetMtime(top, time, path);
        }
    }
}
