using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Contracts.Tests.Plans;

public sealed class SizeTextTests
{
    [Theory]
    [InlineData(0, "0 bytes", "0 bytes")]
    [InlineData(1023, "1023 bytes", "1023 bytes")]
    [InlineData(1024, "1.0 KiB", "1.0 KiB")]
    [InlineData(12884901888, "12.0 GiB", "12.0 GiB")]
    [InlineData(12884901889, "12.0 GiB", "12.1 GiB")]
    [InlineData(500107862016, "465.7 GiB", "465.8 GiB")]
    [InlineData(1099511627775, "1023.9 GiB", "1024.0 GiB")]
    [InlineData(long.MaxValue, "7.9 EiB", "8.0 EiB")]
    public void Of_AnySize_NeverPromisesMoreThanThereIs(long bytes, string has, string needs)
    {
        Assert.Equal(has, SizeText.Of(bytes));
        Assert.Equal(needs, SizeText.AtLeast(bytes));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("500", 500)]
    [InlineData("64K", 65536)]
    [InlineData("64 KiB", 65536)]
    [InlineData("1.5g", 1610612736)]
    [InlineData("2TB", 2199023255552)]
    [InlineData("100B", 100)]
    public void TryParse_Sizes_AreBytes(string text, long expected)
    {
        Assert.True(SizeText.TryParse(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("-1")]
    [InlineData("1.2.3")]
    [InlineData("4 X")]
    [InlineData("4GG")]
    [InlineData("9E99")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("9000E")]
    public void TryParse_Nonsense_IsRefused(string text) => Assert.False(SizeText.TryParse(text, out _));
}
