using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CsCheck;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

/// <summary>Properties over all trees, on a real file system.</summary>
public sealed partial class AnyTreeTests
{
    private const int Samples = 40;

    [Fact]
    public async Task AnyTree_ArchivedAndRestored_IsTheSameTree()
    {
        using ScratchDisk disk = new("ext4");
        int number = 0;
        await AnyTree.Steps.Array[0, 25].SampleAsync(async steps =>
        {
            using Place place = new(disk, ref number);
            AnyTree.Make(place.Source, steps);
            string[] before = TreeListing.Of(place.Source);
            using JobScene scene = new(place.Source);
            JobResult backup = await scene.BackupAsync();
            JobResult restore = await scene.RestoreAllAsync(place.Restored);
            Assert.Equal([], backup.Warnings);
            Assert.Equal([], restore.Warnings);
            Assert.Equal(before, TreeListing.Of(place.Restored));
        }, iter: Samples, threads: 1);
    }

    [Fact]
    public async Task AnyTwoTrees_TheSecondArchivedUponTheFirst_RestoresAsTheSecond()
    {
        using ScratchDisk disk = new("ext4");
        int number = 0;
        await Gen.Select(AnyTree.Steps.Array[0, 15], AnyTree.Steps.Array[0, 15]).SampleAsync(async (first, second) =>
        {
            using Place place = new(disk, ref number);
            AnyTree.Make(place.Source, first);
            using JobScene scene = new(place.Source);
            await scene.BackupAsync();
            scene.Server.Base = scene.Server.Manifest;
            AnyTree.Make(place.Source, second, change: true);
            string[] before = TreeListing.Of(place.Source);
            await scene.BackupAsync();
            await scene.RestoreAllAsync(place.Restored);
            Assert.Equal(before, TreeListing.Of(place.Restored));
        }, iter: Samples, threads: 1);
    }

    [Fact]
    public async Task AnyTwoTrees_Compared_TellsExactlyWhatDiffers()
    {
        using ScratchDisk disk = new("ext4");
        int number = 0;
        await Gen.Select(AnyTree.Steps.Array[0, 15], AnyTree.Steps.Array[0, 10]).SampleAsync(async (first, second) =>
        {
            using Place place = new(disk, ref number);
            AnyTree.Make(place.Source, first);
            string[] before = TreeListing.Of(place.Source);
            using JobScene scene = new(place.Source);
            await scene.BackupAsync();
            AnyTree.Make(place.Source, second, change: true);
            JobResult result = await scene.CompareAsync();
            Assert.Equal([], result.Warnings);
            List<string> expected = Expected(before, TreeListing.Of(place.Source));
            List<string> found = [.. result.Differences!.Select(Shown).Distinct().Order(StringComparer.Ordinal)];
            Assert.True(
                expected.SequenceEqual(found),
                $"missing: {string.Join(", ", expected.Except(found))}; too many: {string.Join(", ", result.Differences!.Where(one => !expected.Contains(Shown(one))).Select(one => $"{Shown(one)} {one.Kind} {one.Detail}"))}");
        }, iter: Samples, threads: 1);
    }

    /// <summary>The paths whose lines differ; of whole directories that came or went, only the topmost.</summary>
    private static List<string> Expected(string[] before, string[] after)
    {
        HashSet<string> archived = [.. before.Select(PathOf)];
        Dictionary<string, string> then = Lines(before, archived);
        Dictionary<string, string> now = Lines(after, archived);
        HashSet<string> gone = [.. then.Keys.Where(path => !now.ContainsKey(path))];
        HashSet<string> came = [.. now.Keys.Where(path => !then.ContainsKey(path))];
        List<string> expected = [.. then.Keys.Union(now.Keys)
            .Where(path => !IsBelow(path, gone) && !IsBelow(path, came) && (!then.TryGetValue(path, out string? one) || !now.TryGetValue(path, out string? other) || one != other))];
        expected.Sort(StringComparer.Ordinal);
        return expected;
    }

    /// <summary>
    /// The lines by path. The first name of a hard link is here the first in path order among the names that the archive has: a further name that came
    /// is a difference of its own and none of the others.
    /// </summary>
    private static Dictionary<string, string> Lines(string[] listing, HashSet<string> archived)
    {
        Dictionary<string, string> firsts = [];
        foreach (string line in listing.OrderBy(PathOf, StringComparer.Ordinal).Where(line => archived.Contains(PathOf(line))))
        {
            firsts.TryAdd(Links().Match(line).Value, PathOf(line));
        }
        return listing.ToDictionary(PathOf, line => Count().Replace(Links().Replace(line, match => " first=" + firsts.GetValueOrDefault(match.Value) + " "), ""));
    }

    private static bool IsBelow(string path, HashSet<string> directories)
    {
        for (int slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            if (directories.Contains(path[..slash]))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The path of a listing's line, of which Python shows the bytes as b'a\xff\n'; one character for each byte.</summary>
    private static string PathOf(string line) => Escape().Replace(Line().Match(line).Groups[2].Value, escape => escape.Value[1] switch
    {
        'x' => ((char)Convert.ToByte(escape.Value[2..], 16)).ToString(),
        't' => "\t",
        'n' => "\n",
        'r' => "\r",
        char other => other.ToString(),
    });

    private static string Shown(Difference difference) => difference.Path.Length == 1 ? "" : Encoding.Latin1.GetString(difference.Path);

    [GeneratedRegex("\\\\(x[0-9a-f]{2}|.)")]
    private static partial Regex Escape();

    [GeneratedRegex("(?<= links=\\d+) first=b(['\"])(?:[^\\\\]|\\\\.)*?\\1( |$)")]
    private static partial Regex Links();

    [GeneratedRegex(" links=\\d+")]
    private static partial Regex Count();

    [GeneratedRegex("^b(['\"])((?:[^\\\\]|\\\\.)*?)\\1 ")]
    private static partial Regex Line();

    private sealed class Place : IDisposable
    {
        private readonly string _directory;

        public Place(ScratchDisk disk, ref int number)
        {
            _directory = disk.Make($"sample-{number++}");
            Source = Directory.CreateDirectory(Path.Combine(_directory, "source")).FullName;
            Restored = Directory.CreateDirectory(Path.Combine(_directory, "restored")).FullName;
        }

        public string Source { get; }

        public string Restored { get; }

        public void Dispose() => Python.Command("/usr/bin/rm", "-rf", _directory);
    }
}
