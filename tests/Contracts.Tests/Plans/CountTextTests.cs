using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Contracts.Tests.Plans;

public sealed class CountTextTests
{
    [Theory]
    [InlineData(0, "0 archives")]
    [InlineData(1, "1 archive")]
    [InlineData(2, "2 archives")]
    [InlineData(1_000_000, "1000000 archives")]
    public void Of_OneWord_IsPluralButForOne(long count, string expected) => Assert.Equal(expected, CountText.Of(count, "archive"));

    [Theory]
    [InlineData(1, "1 entry is")]
    [InlineData(3, "3 entries are")]
    public void Of_TwoForms_TakesTheOneThatFits(long count, string expected) => Assert.Equal(expected, CountText.Of(count, "entry is", "entries are"));
}
