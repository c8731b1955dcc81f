using System.Text;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Imaging.Tests.Manifests;

public sealed class BytePathTests
{
    [Theory]
    [InlineData("/", true)]
    [InlineData("/a", true)]
    [InlineData("/a/b", true)]
    [InlineData("/..a/...", true)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("//", false)]
    [InlineData("/a/", false)]
    [InlineData("/a//b", false)]
    [InlineData("/.", false)]
    [InlineData("/a/..", false)]
    [InlineData("/a\0b", false)]
    public void IsValid_Path_Says(string path, bool expected) => Assert.Equal(expected, BytePath.IsValid(Encoding.UTF8.GetBytes(path)));

    [Theory]
    [InlineData("/a", "/", true)]
    [InlineData("/", "/", false)]
    [InlineData("/a/b", "/a", true)]
    [InlineData("/a", "/a", false)]
    [InlineData("/a-b", "/a", false)]
    [InlineData("/ab/c", "/a", false)]
    public void IsBelow_PathAndDirectory_Says(string path, string directory, bool expected) =>
        Assert.Equal(expected, BytePath.IsBelow(Encoding.UTF8.GetBytes(path), Encoding.UTF8.GetBytes(directory)));

    [Fact]
    public void ToDisplay_OddBytes_AreEscaped() =>
        Assert.Equal("/ä\\xff\\x0a\\x1b[2J", BytePath.ToDisplay([(byte)'/', 0xC3, 0xA4, 0xFF, 10, 27, .. "[2J"u8]));
}
