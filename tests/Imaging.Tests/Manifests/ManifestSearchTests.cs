using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using CsCheck;
using Microsoft.Win32.SafeHandles;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Imaging.Tests.Manifests;

public sealed class ManifestSearchTests
{
    [Fact]
    public void Probe_EveryPathAndItsNeighbours_FindsWhatTheReaderFinds()
    {
        using TemporaryDirectory directory = new();
        string[] names = [.. Many(6000)];
        File.WriteAllBytes(directory["m"], ManifestSamples.Write(ManifestSamples.Header, names.Select(name => ManifestSamples.File(name, Span(name)))));
        using ManifestReader reader = ManifestReader.Open(directory["m"]);
        using SafeFileHandle file = File.OpenHandle(directory["m"]);
        using FileStream stream = File.OpenRead(directory["m"]);
        ManifestIndex index = ManifestIndex.Read(stream, "m");
        using ManifestProbe probe = new();
        Assert.True(index.BlockCount > 3);
        Assert.Equal(6000, index.EntryCount);

        foreach (string path in names.SelectMany(name => new[] { name, name + "x", name[..^1], name + "/" }).Append("/").Append("/zzz"))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(path);
            int block = index.FindBlock(bytes);
            ManifestEntry? found = block < 0 ? null : probe.Find(file, "m", index, block, bytes);
            Assert.Equal(reader.TryFind(bytes, out ManifestEntry? expected), found is not null);
            if (expected is not null)
            {
                EntryAssert.Same(expected, found!);
            }
        }
    }

    [Fact]
    public void Probe_FlippedByte_IsDamage()
    {
        using TemporaryDirectory directory = new();
        byte[] bytes = ManifestSamples.Write(ManifestSamples.Header, Many(8000).Select(name => ManifestSamples.File(name)));
        ManifestIndex index = ManifestIndex.Read(new MemoryStream(bytes), "m");
        bytes[(int)index.OffsetBytes(1) + 5] ^= 1;
        File.WriteAllBytes(directory["m"], bytes);
        using SafeFileHandle file = File.OpenHandle(directory["m"]);
        using ManifestProbe probe = new();

        Assert.NotNull(probe.Find(file, "m", index, 0, index.FirstPath(0)));
        VolumeFormatException failure = Assert.Throws<VolumeFormatException>(() => probe.Find(file, "m", index, 1, index.FirstPath(1).ToArray()));
        Assert.Contains("m", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_OneFileAdded_AreTheSameBeforeAndSoonAfter()
    {
        string[] names = [.. Many(20_000)];
        byte[] before = ManifestSamples.Write(ManifestSamples.Header, names.Select(name => ManifestSamples.File(name)));
        byte[] after = ManifestSamples.Write(ManifestSamples.Header, names.Append(names[9_000] + "-new").Order(StringComparer.Ordinal).Select(name => ManifestSamples.File(name)));
        using ManifestReader left = ManifestReader.Open(new MemoryStream(before), "left");
        using ManifestReader right = ManifestReader.Open(new MemoryStream(after), "right");

        (ManifestEntry? Left, ManifestEntry? Right)[] pairs = [.. ManifestPair.Merge(left, right)];

        Assert.InRange(pairs.Length, 2, 6_000);
        Assert.Equal(names[9_000] + "-new", Encoding.UTF8.GetString(Assert.Single(pairs, pair => pair.Left is null).Right!.Path));
        Assert.DoesNotContain(pairs, pair => pair.Right is null);
    }

    [Fact]
    public void Merge_AnyTwoManifests_TellsExactlyTheDifference() =>
        Gen.Select(Gen.Int[0, 3].Array[400], Gen.Int[0, 3].Array[400]).Sample(
            (first, second) =>
            {
                Dictionary<string, int> left = Versions(first);
                Dictionary<string, int> right = Versions(second);
                using ManifestReader before = Open(left);
                using ManifestReader now = Open(right);
                List<string> told = [];
                foreach ((ManifestEntry? a, ManifestEntry? b) in ManifestPair.Merge(before, now))
                {
                    if (a is null || b is null || a.MtimeNs != b.MtimeNs)
                    {
                        told.Add(Encoding.UTF8.GetString((a ?? b)!.Path));
                    }
                }
                Assert.Equal(left.Keys.Union(right.Keys).Where(path => left.GetValueOrDefault(path) != right.GetValueOrDefault(path)).Order(StringComparer.Ordinal), told);
            },
            iter: 50);

    private static Dictionary<string, int> Versions(int[] versions) =>
        versions.Select((version, i) => (Path: $"/d{i / 20:d3}/file-{i:d6}", Version: version)).Where(one => one.Version > 0).ToDictionary(one => one.Path, one => one.Version);

    private static ManifestReader Open(Dictionary<string, int> versions) => ManifestReader.Open(
        new MemoryStream(ManifestSamples.Write(ManifestSamples.Header, versions.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => ManifestSamples.File(pair.Key) with { MtimeNs = pair.Value }))),
        "test");

    private static ContentSpan Span(string name) => new(0, ChunkId.Of(Encoding.UTF8.GetBytes(name[..^2])), name.Length, 5);

    private static IEnumerable<string> Many(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return $"/usr/share/package-{i / 50:d4}/some/where/file-{i:d6}.txt";
        }
    }
}
