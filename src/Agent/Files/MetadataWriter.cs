using System;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>
/// Gives restored files their metadata in the order that keeps it: owner first (it clears set-id bits and capabilities), then mode,
/// extended attributes, time. What cannot be set is told as a warning; a medium in trouble is thrown.
/// </summary>
/// <param name="notes">Gets the warnings.</param>
internal sealed class MetadataWriter(IWalkNotes notes)
{
    private static readonly byte[] BtrfsCompression = "btrfs.compression"u8.ToArray();
    private static readonly byte[] SecurityLabel = "security.selinux"u8.ToArray();

    /// <summary>Sets everything but the inode flags of an open file or directory.</summary>
    internal void Apply(SafeFileHandle file, ManifestEntry entry)
    {
        bool owned = Try(entry, "its owner", () => LinuxStatus.SetOwner(file, entry.Uid, entry.Gid, entry.Path));
        Try(entry, "its mode", () => LinuxStatus.SetMode(file, SafeMode(entry, owned), entry.Path));
        foreach (ExtendedAttribute attribute in entry.ExtendedAttributes)
        {
            Try(entry, Named(attribute), () => LinuxExtendedAttributes.Set(file, attribute.Name, attribute.Value, entry.Path));
        }
        Try(entry, "its time", () => LinuxStatus.SetMtime(file, entry.MtimeNs, entry.Path));
    }

    /// <summary>
    /// Sets the time alone, as on a file system that keeps nothing else. Such a file system may not keep even that (vfat has no time
    /// for its root), which is no trouble.
    /// </summary>
    internal static void ApplyTimeIfPossible(SafeFileHandle file, ManifestEntry entry)
    {
        try
        {
            LinuxStatus.SetMtime(file, entry.MtimeNs, entry.Path);
        }
        catch (LinuxException failure) when (failure.ErrorNumber is Errno.NotPermitted or Errno.Invalid or Errno.NotSupported)
        {
            // Nothing to be done: see above.
        }
    }

    /// <summary>Sets everything of a symbolic link, a device node or a fifo.</summary>
    internal void Apply(in PathAt at, ManifestEntry entry)
    {
        string step = "its owner";
        try
        {
            LinuxStatus.SetOwner(at, entry.Uid, entry.Gid);
            if (entry.Kind != EntryKind.SymbolicLink)
            {
                step = "its mode";
                LinuxStatus.SetMode(at, entry.Mode);
            }
            foreach (ExtendedAttribute attribute in entry.ExtendedAttributes)
            {
                step = Named(attribute);
                LinuxExtendedAttributes.Set(at, attribute.Name, attribute.Value);
            }
            step = "its time";
            LinuxStatus.SetMtime(at, entry.MtimeNs);
        }
        catch (LinuxException failure) when (!failure.IsFatalForWriting)
        {
            Warn(entry, step, failure);
        }
    }

    /// <summary>
    /// Removes extended attributes that the entry does not have: inherited default ACLs, or what an older file had. The security label
    /// stays, since the system that runs gave it.
    /// </summary>
    internal void RemoveForeign(SafeFileHandle file, ManifestEntry entry)
    {
        foreach (byte[] found in LinuxUnnamedFile.AttributeNames(file, entry.Path))
        {
            if (!found.AsSpan().SequenceEqual(SecurityLabel) && !Has(entry, found))
            {
                Try(entry, BytePath.ToDisplay(found), () => LinuxExtendedAttributes.Remove(file, found, entry.Path));
            }
        }
    }

    /// <summary>
    /// Sets inode flags of an open file or directory, and no others; of a file system that does not know all of them, those that it knows.
    /// </summary>
    internal void ApplyFlags(SafeFileHandle file, ManifestEntry entry, uint flags)
    {
        try
        {
            LinuxInodeFlags.Set(file, flags, entry.Path);
        }
        catch (LinuxException failure) when (!failure.IsFatalForWriting)
        {
            ApplyFlagsSingly(file, entry, flags, failure);
        }
    }

    /// <summary>
    /// What btrfs takes on an empty file only: flags, and its kind of compression, which setting a flag resets. Quiet: what is refused here is
    /// tried and told again when the file is whole.
    /// </summary>
    internal static void ApplyBeforeContent(SafeFileHandle file, ManifestEntry entry)
    {
        try
        {
            LinuxInodeFlags.Set(file, entry.InodeFlags & ~LinuxInodeFlags.Locking, entry.Path);
            foreach (ExtendedAttribute attribute in entry.ExtendedAttributes)
            {
                if (attribute.Name.AsSpan().SequenceEqual(BtrfsCompression))
                {
                    LinuxExtendedAttributes.Set(file, attribute.Name, attribute.Value, entry.Path);
                }
            }
        }
        catch (LinuxException failure) when (!failure.IsFatalForWriting)
        {
            // See above.
        }
    }

    private void ApplyFlagsSingly(SafeFileHandle file, ManifestEntry entry, uint flags, LinuxException failure)
    {
        uint taken = 0;
        for (uint flag = 1; flag != 0; flag <<= 1)
        {
            try
            {
                if ((flags & flag & ~LinuxInodeFlags.Locking) != 0)
                {
                    LinuxInodeFlags.Set(file, taken | flag, entry.Path);
                    taken |= flag;
                }
            }
            catch (LinuxException refused) when (!refused.IsFatalForWriting)
            {
                failure = refused;
            }
        }
        uint wanted = taken | (flags & LinuxInodeFlags.Locking);
        if (wanted != taken && Try(entry, $"its inode flags {LinuxInodeFlags.Describe(wanted & ~taken)}", () => LinuxInodeFlags.Set(file, wanted, entry.Path)))
        {
            taken = wanted;
        }
        if ((flags & ~wanted) != 0)
        {
            Warn(entry, $"its inode flags {LinuxInodeFlags.Describe(flags & ~wanted)}", failure);
        }
    }

    /// <summary>Set-id bits are only given to the owner that they were meant for.</summary>
    private static int SafeMode(ManifestEntry entry, bool owned) => owned ? entry.Mode : entry.Mode & 0x1FF;

    private static bool Has(ManifestEntry entry, byte[] name)
    {
        foreach (ExtendedAttribute attribute in entry.ExtendedAttributes)
        {
            if (attribute.Name.AsSpan().SequenceEqual(name))
            {
                return true;
            }
        }
        return false;
    }

    private static string Named(ExtendedAttribute attribute) => $"the extended attribute {BytePath.ToDisplay(attribute.Name)}";

    private bool Try(ManifestEntry entry, string what, Action set)
    {
        try
        {
            set();
            return true;
        }
        catch (LinuxException failure) when (!failure.IsFatalForWriting)
        {
            Warn(entry, what, failure);
            return false;
        }
    }

    private void Warn(ManifestEntry entry, string what, LinuxException failure) =>
        notes.Warn(entry.Path, $"{what} could not be restored: {LinuxException.Reason(failure.ErrorNumber)}");
}
