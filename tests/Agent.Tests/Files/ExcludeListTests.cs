using System;
using System.IO;
using System.Linq;
using System.Text;
using CsCheck;
using Monitas.Agent.Files;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Files;

public sealed class ExcludeListTests
{
    [Theory]
    [InlineData("/proc/*", "/proc", true, false)]
    [InlineData("/proc/*", "/proc/1", true, true)]
    [InlineData("/proc/*", "/a/proc/1", true, false)]
    [InlineData("*.iso", "/a/b/disk.iso", false, true)]
    [InlineData("*.iso", "/a/b/disk.iso.txt", false, false)]
    [InlineData("lost+found/*", "/home/lost+found/#12", false, true)]
    [InlineData("lost+found/*", "/lost+found", true, false)]
    [InlineData("build/", "/x/build", true, true)]
    [InlineData("build/", "/x/build", false, false)]
    [InlineData("/var/cache/apt/archives/*.deb", "/var/cache/apt/archives/a.deb", false, true)]
    [InlineData("/var/cache/apt/archives/*.deb", "/var/cache/apt/archives/sub/a.deb", false, false)]
    [InlineData("/home/**/cache", "/home/joe/x/cache", true, true)]
    [InlineData("/home/**/cache", "/home/cache", true, true)]
    [InlineData("/home/*/cache", "/home/joe/x/cache", true, false)]
    [InlineData("file[0-9]", "/file7", false, true)]
    [InlineData("file[!0-9]", "/file7", false, false)]
    [InlineData("file[!0-9]", "/filex", false, true)]
    [InlineData("[]]", "/]", false, true)]
    [InlineData("a?c", "/abc", false, true)]
    [InlineData("a?c", "/ac", false, false)]
    [InlineData("\\*", "/*", false, true)]
    [InlineData("\\*", "/x", false, false)]
    [InlineData("\\#x", "/#x", false, true)]
    [InlineData("#x", "/#x", false, false)]
    [InlineData("  *.o  ", "/x.o", false, true)]
    [InlineData("*", "/x", false, true)]
    [InlineData("a*b*c", "/a12b34c", false, true)]
    [InlineData("a*b*c", "/a12b34", false, false)]
    [InlineData("*.log\n!keep.log", "/keep.log", false, false)]
    [InlineData("*.log\n!keep.log", "/other.log", false, true)]
    [InlineData("!keep.log\n*.log", "/keep.log", false, true)]
    public void Excludes_Table_SaysSo(string patterns, string path, bool isDirectory, bool excluded) =>
        Assert.Equal(excluded, Load(patterns).Excludes(Encoding.UTF8.GetBytes(path), isDirectory));

    [Theory]
    [InlineData("/a", "/a/b/c", true)]
    [InlineData("/a/b/", "/a/b/c", true)]
    [InlineData("c", "/a/b/c", true)]
    [InlineData("/a/*", "/a", false)]
    public void ExcludesAnywhere_LooksAboveToo(string patterns, string path, bool excluded) =>
        Assert.Equal(excluded, Load(patterns).ExcludesAnywhere(Encoding.UTF8.GetBytes(path), isDirectory: false));

    [Fact]
    public void Load_NoFile_UsesTheShippedPatterns()
    {
        string shipped = File.ReadAllText(FindUpwards("packaging/agent/exclude"));

        string[] patterns = [.. shipped.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

        Assert.Equal(patterns, ExcludeList.Load("/nonexistent/exclude", []).Lines);
    }

    [Fact]
    public void Load_NamesThatAreNotUtf8_AreMatchedAsBytes()
    {
        string file = Path.GetTempFileName();
        File.WriteAllBytes(file, [(byte)'/', 0xff, 0xfe, (byte)'\n']);

        ExcludeList list = ExcludeList.Load(file, []);
        File.Delete(file);

        Assert.True(list.Excludes([(byte)'/', 0xff, 0xfe], isDirectory: false));
    }

    [Fact]
    public void IsMatch_AnyGlobAndText_EndsAndNeverThrows() =>
        Gen.Select(Gen.Char["ab*?[]!-\\/"].Array[0, 12], Gen.Char["ab-]/"].Array[0, 12]).Sample((glob, text) =>
        {
            byte[] bytes = Encoding.ASCII.GetBytes(glob);
            return !ByteGlob.IsWellFormed(bytes) || ByteGlob.IsMatch(bytes, Encoding.ASCII.GetBytes(text)) || true;
        });

    [Fact]
    public void IsMatch_GlobWithoutMagic_MatchesItselfOnly() =>
        Gen.Select(Gen.Char["ab/-"].Array[1, 8], Gen.Char["ab/-"].Array[1, 8]).Sample((left, right) =>
            ByteGlob.IsMatch(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right)) == left.SequenceEqual(right));

    private static ExcludeList Load(string patterns) => ExcludeList.Load("/nonexistent", ["!/**", .. patterns.Split('\n')]);

    private static string FindUpwards(string relative)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, relative);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }
        throw new FileNotFoundException(relative);
    }
}
