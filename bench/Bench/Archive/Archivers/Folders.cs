using System.IO;
using System.Linq;

namespace Monitas.Bench.Archive.Archivers;

/// <summary>Small work on directories.</summary>
internal static class Folders
{
    /// <summary>Makes an empty directory in place of what was there.</summary>
    internal static string MakeEmpty(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return Directory.CreateDirectory(path).FullName;
    }

    /// <summary>The lengths of all files below a directory, in bytes.</summary>
    internal static long Bytes(string path) => new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
