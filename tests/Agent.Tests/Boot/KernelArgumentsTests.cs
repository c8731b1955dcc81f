using System;
using Monitas.Agent.Boot;
using Xunit;

namespace Monitas.Agent.Tests.Boot;

public sealed class KernelArgumentsTests
{
    private static readonly string Fingerprint = new('0', 64);

    [Fact]
    public void TryParse_WholeCommandLine_GivesServerAndToken()
    {
        string line = $"root=/dev/ram0 monitas.url=https://10.0.0.1:8443 quiet monitas.secret=abc-_1 monitas.ca={Fingerprint}\n";

        Assert.True(KernelArguments.TryParse(line, out KernelArguments? arguments, out _));
        Assert.Equal(new Uri("https://10.0.0.1:8443"), arguments.Server);
        Assert.Equal("abc-_1", arguments.Token.Secret);
        Assert.Equal(Fingerprint, arguments.Token.CaFingerprint);
    }

    [Theory]
    [InlineData("", "monitas.url")]
    [InlineData("monitas.url=http://10.0.0.1 monitas.secret=a monitas.ca=b", "monitas.url")]
    [InlineData("monitas.url=https://10.0.0.1:8443 monitas.secret=a", "monitas.ca")]
    public void TryParse_SomethingMissing_SaysWhat(string line, string named)
    {
        Assert.False(KernelArguments.TryParse(line, out _, out string why));
        Assert.Contains(named, why, StringComparison.Ordinal);
    }
}
