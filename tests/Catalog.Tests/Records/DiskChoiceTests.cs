using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;
using Xunit;

namespace Monitas.Catalog.Tests.Records;

public sealed class DiskChoiceTests
{
    private static readonly DiskFacts Disk = new() { Path = "/dev/sda", Serial = "S3Z9", Wwn = "0x5002538e", SizeBytes = 500_107_862_016 };

    [Theory]
    [InlineData("serial=s3z9", true)]
    [InlineData("SERIAL=S3Z", false)]
    [InlineData("wwn=0x5002538E", true)]
    [InlineData("size=500107862016", true)]
    [InlineData("size=500107862017", false)]
    [InlineData("size=500GB", true)]
    [InlineData("size=465.8GiB", true)]
    [InlineData("size=512GB", false)]
    public void Matches_ADisk_AsWritten(string text, bool expected)
    {
        Assert.True(DiskChoice.TryParse(text, out DiskChoice? choice, out _));
        Assert.Equal(expected, choice.Matches(Disk));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/dev/sda")]
    [InlineData("serial=")]
    [InlineData("size=big")]
    [InlineData("size=-5GB")]
    [InlineData("size=GB")]
    [InlineData("path=/dev/sda")]
    public void TryParse_NoDisk_SaysWhatToWrite(string text)
    {
        Assert.False(DiskChoice.TryParse(text, out _, out string why));
        Assert.Contains("serial=.., wwn=.. or size=..", why, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData(" None ")]
    public void TryParse_None_MatchesNoDiskAndReadsBack(string text)
    {
        Assert.True(DiskChoice.TryParse(text, out DiskChoice? choice, out _));
        Assert.False(choice.Matches(Disk with { Serial = "none" }));
        Assert.Equal("none", choice.ToString());
    }

    [Fact]
    public void Matches_EmptySerial_NeverByAccident()
    {
        Assert.False(new DiskChoice(DiskChoiceKind.Serial, "x").Matches(Disk with { Serial = "" }));
    }
}
