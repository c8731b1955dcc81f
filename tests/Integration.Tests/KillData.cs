using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace Monitas.Integration.Tests;

/// <summary>The files of the machine: a few large ones that come and go, and many small ones that change.</summary>
/// <param name="folder">Where they lie.</param>
internal sealed class KillData(string folder)
{
    private const int SmallFiles = 200;
    private const int LargeFiles = 3;

    private int _round;

    public string Folder => folder;

    /// <summary>Adds a large file of bytes that do not compress, removes the oldest, and changes some small ones.</summary>
    public void Change(Random random, int largeBytes)
    {
        byte[] noise = new byte[largeBytes];
        random.NextBytes(noise);
        File.WriteAllBytes(Path.Combine(folder, $"large-{_round:d4}"), noise);
        File.Delete(Path.Combine(folder, $"large-{_round - LargeFiles:d4}"));
        Directory.CreateDirectory(Path.Combine(folder, "small"));
        for (int i = 0; i < SmallFiles; i++)
        {
            if (_round == 0 || random.Next(10) == 0)
            {
                byte[] bytes = new byte[random.Next(5000)];
                random.NextBytes(bytes);
                File.WriteAllBytes(Path.Combine(folder, "small", $"file-{i:d3}"), bytes);
            }
        }
        _round++;
    }

    /// <summary>The files as they are now.</summary>
    public IReadOnlyDictionary<string, string> Snapshot() => SnapshotOf(folder);

    /// <summary>The digest of every file below a folder, by its path in there.</summary>
    public static IReadOnlyDictionary<string, string> SnapshotOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
}
