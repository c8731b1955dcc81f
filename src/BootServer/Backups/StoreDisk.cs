using System;
using System.IO;

namespace Monitas.BootServer.Backups;

/// <summary>The disk that the store lies on.</summary>
internal static class StoreDisk
{
    /// <summary>The bytes that are free for more; -1 when that cannot be told.</summary>
    public static long FreeBytes(string store)
    {
        try
        {
            return new DriveInfo(store).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return -1;
        }
    }
}
