using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using CsCheck;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Imaging.Tests.Manifests;

public sealed class PathListTests
{
    private static readonly string[] Paths =
    [
        "/", "/etc", "/etc/apt", "/etc/apt/sources.list", "/etc/fstab", "/etc/ssh/sshd_config", "/home/Anna/Report.ODT", "/home/anna/report.odt",
        "/usr/share/doc/a", "/usr/share/doc/aa", "/usr/share/doc/aaa", "/var/log/ä",
    ];

    [Theory]
    [InlineData("fstab", false, "/etc/fstab")]
    [InlineData("/etc/apt", false, "/etc/apt", "/etc/apt/sources.list")]
    [InlineData("report.odt", false, "/home/anna/report.odt")]
    [InlineData("REPORT", true, "/home/Anna/Report.ODT", "/home/anna/report.odt")]
    [InlineData("aa", false, "/usr/share/doc/aa", "/usr/share/doc/aaa")]
    [InlineData("*.list", false, "/etc/apt/sources.list")]
    [InlineData("ssh*", false, "/etc/ssh/sshd_config")]
    [InlineData("/etc/*", false, "/etc/apt", "/etc/fstab")]
    [InlineData("/etc/**/*_config", false, "/etc/ssh/sshd_config")]
    [InlineData("*.[oO][dD]t", true, "/home/Anna/Report.ODT", "/home/anna/report.odt")]
    [InlineData("ä", false, "/var/log/ä")]
    [InlineData("nothing", false)]
    public void Find_Pattern_FindsExactlyThese(string text, bool ignoreCase, params string[] expected)
    {
        Assert.True(PathPattern.TryParse(Encoding.UTF8.GetBytes(text), ignoreCase, out PathPattern? pattern, out string why), why);
        Assert.Equal(expected, Find(List(Paths), pattern, 100));
    }

    [Fact]
    public void Find_Max_StopsThere()
    {
        Assert.True(PathPattern.TryParse("/"u8, false, out PathPattern? pattern, out _));
        Assert.Equal(Paths[..3], Find(List(Paths), pattern, 3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a[b")]
    [InlineData("*\\")]
    [InlineData("a\0b")]
    public void Pattern_NotUsable_IsRefusedWithTheReason(string text)
    {
        Assert.False(PathPattern.TryParse(Encoding.UTF8.GetBytes(text), false, out _, out string why));
        Assert.NotEmpty(why);
    }

    /// <summary>Remembering what neighbours share, and passing by what lacks the longest literal, must never change an answer.</summary>
    [Fact]
    public void Find_AnyPathsAndPattern_IsWhatComparingEachOneGives() =>
        Gen.Select(Gen.String[Gen.Char["ab/"], 0, 12].Array[1, 40], Gen.String[Gen.Char["abA/*?"], 1, 5], Gen.Bool).Sample((tails, text, ignoreCase) =>
        {
            string[] paths = [.. tails.Select(tail => "/" + tail.Trim('/')).Where(path => BytePath.IsValid(Encoding.ASCII.GetBytes(path))).Append("/").Distinct().Order(StringComparer.Ordinal)];
            Assert.True(PathPattern.TryParse(Encoding.ASCII.GetBytes(text), ignoreCase, out PathPattern? pattern, out _));
            byte[] plain = Encoding.ASCII.GetBytes(ignoreCase ? text.ToLowerInvariant() : text);
            bool isGlob = text.AsSpan().ContainsAny('*', '?');
            IEnumerable<string> expected = paths.Where(path => isGlob
                ? ByteGlob.IsMatch(plain, Encoding.ASCII.GetBytes(text.Contains('/', StringComparison.Ordinal) ? path : path[(path.LastIndexOf('/') + 1)..]))
                : path.Contains(Encoding.ASCII.GetString(plain), StringComparison.Ordinal));
            Assert.Equal(expected, Find(List(paths), pattern, 1000));
        });

    [Fact]
    public void Find_AnyTruncationOrFlip_IsRefused()
    {
        byte[] list = List(Paths);
        Assert.True(PathPattern.TryParse("zzzz"u8, false, out PathPattern? pattern, out _));
        using PathListScanner scanner = new();
        for (int length = 0; length < list.Length; length++)
        {
            Assert.False(scanner.TryFind(list.AsSpan(0, length), ManifestSamples.Header.Archive, new PathSearch(pattern, 10), []), $"{length} bytes");
        }
        for (int at = 0; at < list.Length; at++)
        {
            // Six bytes of the header are kept for later.
            if (at is < 10 or >= 16)
            {
                byte[] flipped = [.. list];
                flipped[at] ^= 0x10;
                Assert.False(scanner.TryFind(flipped, ManifestSamples.Header.Archive, new PathSearch(pattern, 10), []), $"byte {at}");
            }
        }
        Assert.False(scanner.TryFind(list, new ArchiveId(Guid.NewGuid()), new PathSearch(pattern, 10), []));
    }

    /// <summary>
    /// Over lists of many blocks, of which machines have some in common, in the same question: whatever is passed by unread must not hide a path.
    /// </summary>
    [Theory]
    [InlineData("e-1", false)]
    [InlineData("E-1", true)]
    [InlineData("y-0012/file-000", false)]
    [InlineData("/DIRECTORY-01", true)]
    [InlineData("*Y-0012/**7.t?t", true)]
    [InlineData("file-00000*7.t?t", false)]
    [InlineData("only here", false)]
    [InlineData("/", false)]
    public void Find_SeveralListsWithManyBlocks_IsWhatComparingEachPathGives(string text, bool ignoreCase)
    {
        Random random = new(3);
        Assert.True(PathPattern.TryParse(Encoding.ASCII.GetBytes(text), ignoreCase, out PathPattern? pattern, out _));
        PathSearch search = new(pattern, 100_000);
        using PathListScanner scanner = new();
        for (int machine = 0; machine < 4; machine++)
        {
            List<string> paths = [.. Enumerable.Range(0, 40_000).Select(i => $"/{(i % 7 == 0 ? "Directory" : "directory")}-{i / 40:d4}/file-{i:d7}.txt")];
            paths.RemoveAll(_ => random.Next(20_000) == 0);
            paths.Add("/zz/only here");
            paths.Sort(StringComparer.Ordinal);
            PathMatcher matcher = new(pattern);

            List<byte[]> found = [];
            Assert.True(scanner.TryFind(List(paths), ManifestSamples.Header.Archive, search, found));

            Assert.Equal(paths.Where(path => matcher.IsMatch(Encoding.ASCII.GetBytes(path), 0)), found.Select(Encoding.ASCII.GetString));
        }
    }

    private static byte[] List(IEnumerable<string> paths)
    {
        using ManifestReader manifest = ManifestReader.Open(new MemoryStream(ManifestSamples.Write(ManifestSamples.Header, paths.Select(path => ManifestSamples.File(path)))), "test");
        using MemoryStream output = new();
        PathListWriter.Write(manifest, output, CancellationToken.None);
        return output.ToArray();
    }

    private static IEnumerable<string> Find(byte[] list, PathPattern pattern, int max)
    {
        using PathListScanner scanner = new();
        List<byte[]> found = [];
        Assert.True(scanner.TryFind(list, ManifestSamples.Header.Archive, new PathSearch(pattern, max), found));
        return found.Select(Encoding.UTF8.GetString);
    }
}
