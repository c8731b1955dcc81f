using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using CsCheck;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Jobs;
using Xunit;

namespace Monitas.Agent.Tests.Files;

public sealed class DirectoryListingTests
{
    private static readonly Gen<string> Name = Gen.Char["!-./0aA~\u00ff"].Array[1, 11].Select(chars => new string(chars).Replace('/', '0'));

    [Fact]
    public void Sort_AnyNames_GivesTheByteOrderOfFullPaths() =>
        Gen.Select(Name, Gen.Bool).Array[0, 30].Sample(names =>
        {
            DirectoryListing listing = new();
            List<byte[]> expected = [];
            foreach ((string name, bool isDirectory) in names.DistinctBy(one => one.Item1))
            {
                byte[] bytes = Encoding.Latin1.GetBytes(name);
                listing.Add(bytes, isDirectory);
                expected.Add(bytes);
                if (isDirectory)
                {
                    expected.Add([.. bytes, (byte)'/']);
                }
            }
            listing.Sort();
            expected.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
            IEnumerable<string> found = Enumerable.Range(0, listing.Count)
                .Select(item => Convert.ToHexString(listing.Name(item)) + (listing.IsBelow(item) ? "2F" : ""));
            Assert.Equal(expected.Select(Convert.ToHexString), found);
        });

    [Fact]
    public void Read_ThirtyThousandNames_FindsAllInOrder()
    {
        using ScratchDisk disk = new();
        for (int i = 0; i < 30_000; i++)
        {
            File.Create(Path.Combine(disk.Root, $"file-{i * 7919 % 30_000}")).Dispose();
        }
        using SafeFileHandle directory = LinuxFile.Open(Encoding.UTF8.GetBytes(disk.Root), OpenFlags.Directory);

        DirectoryListing listing = DirectoryListing.Read(directory, new byte[64 * 1024], "/"u8);

        Assert.Equal(30_000, listing.Count);
        Assert.Equal(
            Enumerable.Range(0, 30_000).Select(i => $"file-{i}").Order(StringComparer.Ordinal),
            Enumerable.Range(0, listing.Count).Select(item => Encoding.UTF8.GetString(listing.Name(item))));
    }

    [Fact]
    public void Walk_NestedTree_YieldsFullPathsInByteOrder()
    {
        using ScratchDisk disk = new();
        foreach (string path in new[] { "a/b/c", "a-b/c", "a.c/d", "a!/e", "a/b-c/d", "a0/x", "Z/y" })
        {
            Directory.CreateDirectory(Path.Combine(disk.Root, path));
        }
        using SourceTree tree = SourceTree.Open(disk.Root, ExcludeList.Load("/nonexistent", ["!/**"]), new JobNotes(new RecordingProgress()));

        string[] paths = [.. tree.Walker.Walk().Select(file => Encoding.UTF8.GetString(file.Path))];

        Assert.Equal(paths.Order(StringComparer.Ordinal), paths);
        Assert.Equal(16, paths.Length);
    }
}
