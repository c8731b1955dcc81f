using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Contracts.Tests;

public sealed class EnrollTokenTests
{
    private static readonly string Fingerprint = new('a', 64);

    [Fact]
    public void TryParse_OfToString_GivesTheSameToken()
    {
        EnrollToken token = new("s3cret-_", Fingerprint);

        Assert.True(EnrollToken.TryParse(token.ToString() + "\n", out EnrollToken? parsed));
        Assert.Equal(token, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("mt1..")]
    [InlineData("mt2.secret.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("mt1.secret.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("mt1.secret.aaaa")]
    public void TryParse_DamagedToken_IsRefused(string text) => Assert.False(EnrollToken.TryParse(text, out _));
}
