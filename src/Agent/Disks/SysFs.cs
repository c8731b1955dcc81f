using System;
using System.IO;

namespace Monitas.Agent.Disks;

/// <summary>Reads small files of /sys and /proc that may not be there.</summary>
internal static class SysFs
{
    /// <summary>The text without surrounding white space; empty when the file is not there or cannot be read.</summary>
    public static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The bytes; empty when the file is not there or cannot be read.</summary>
    public static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
