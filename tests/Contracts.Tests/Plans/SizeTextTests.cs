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
}
