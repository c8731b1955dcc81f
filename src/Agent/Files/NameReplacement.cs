using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Files;

/// <summary>Puts a file that was made under a temporary name in its place.</summary>
internal static class NameReplacement
{
    /// <summary>
    /// Renames; what is in the way goes in the same step. An empty directory in the way is removed, and a file that is locked by its
    /// immutable or append flag is unlocked first: the restore was asked for. When it fails, the temporary name is gone too.
    /// </summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Replace(in PathAt temporary, in PathAt place)
    {
        try
        {
            RenameHard(temporary, place);
        }
        finally
        {
            // Also when all went well: rename(2) leaves both names when they are links to one inode.
            LinuxDirectory.Remove(temporary);
        }
    }

    /// <summary>
    /// Renames to a name that was free when it was chosen. What has come there since stays as it is: it was put there by somebody else. When it
    /// fails, the temporary name is gone too.
    /// </summary>
    /// <exception cref="LinuxException">It failed; <see cref="Errno.Exists"/> when the name is taken now.</exception>
    internal static void PutWhereFree(in PathAt temporary, in PathAt place)
    {
        bool isPut = false;
        try
        {
            isPut = LinuxDirectory.TryRename(temporary, place);
        }
        finally
        {
            if (!isPut)
            {
                LinuxDirectory.Remove(temporary);
            }
        }
        if (!isPut)
        {
            throw new LinuxException("put in place", place.Shown, Errno.Exists);
        }
    }

    private static void RenameHard(in PathAt temporary, in PathAt place)
    {
        try
        {
            LinuxDirectory.Rename(temporary, place);
        }
        catch (LinuxException failure) when (failure.ErrorNumber is Errno.IsDirectory or Errno.NotPermitted)
        {
            if (failure.ErrorNumber == Errno.IsDirectory)
            {
                LinuxDirectory.RemoveEmptyDirectory(place);
            }
            else
            {
                Unlock(place);
            }
            LinuxDirectory.Rename(temporary, place);
        }
    }

    private static void Unlock(in PathAt place)
    {
        using SafeFileHandle? file = LinuxFile.TryOpen(place, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock);
        if (file is not null && LinuxInodeFlags.TryGet(file) is { } flags)
        {
            LinuxInodeFlags.Set(file, flags & ~LinuxInodeFlags.Locking, place.Shown);
        }
    }
}
