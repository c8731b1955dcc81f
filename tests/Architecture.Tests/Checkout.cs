using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Monitas.Architecture.Tests;

/// <summary>The source tree that these tests read.</summary>
internal static class Checkout
{
    public static string Top { get; } = FindTop();

    public static IEnumerable<string> SourceFiles(string folder) => Directory
        .EnumerateFiles(Path.Combine(Top, folder), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    public static string Relative(string file) => Path.GetRelativePath(Top, file);

    private static string FindTop()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Monitas.sln")))
        {
            directory = directory.Parent;
        }
        return directory?.FullName ?? throw new InvalidOperationException("Monitas.sln is not above the test's folder.");
    }
}
