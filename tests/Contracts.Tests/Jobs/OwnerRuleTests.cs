using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Contracts.Tests.Jobs;

public sealed class OwnerRuleTests
{
    [Theory]
    [InlineData("user joe 2001", false, "joe", 0, 0, "", 2001)]
    [InlineData("  group\tstaff   users # as there ", true, "staff", 0, 0, "users", 0)]
    [InlineData("user 1000 joe", false, "", 1000, 1000, "joe", 0)]
    [InlineData("group 100000-165535 200000", true, "", 100000, 165535, "", 200000)]
    [InlineData("user 0-4294967295 0", false, "", 0, 4294967295, "", 0)]
    [InlineData("user a-b c", false, "a-b", 0, 0, "c", 0)]
    public void TryParse_Rules_AreRead(string line, bool isGroup, string fromName, uint first, uint last, string toName, uint to)
    {
        Assert.True(OwnerRule.TryParse(line, out OwnerRule? rule, out _));
        Assert.Equal((isGroup, fromName, first, last, toName, to), (rule.IsGroup, rule.FromName, rule.First, rule.Last, rule.ToName, rule.To));
    }

    [Theory]
    [InlineData("user joe")]
    [InlineData("owner joe ann")]
    [InlineData("user joe ann zoe")]
    [InlineData("user 5-3 1")]
    [InlineData("user 1-2 joe")]
    [InlineData("user 0-4294967295 1")]
    public void TryParse_Nonsense_IsSaid(string line)
    {
        Assert.False(OwnerRule.TryParse(line, out _, out string? fault));
        Assert.Contains(line, fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  # comment")]
    public void TryParse_Nothing_IsNoFault(string line)
    {
        Assert.False(OwnerRule.TryParse(line, out _, out string? fault));
        Assert.Null(fault);
    }
}
