using System;
using System.Linq;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Contracts.Tests;

public sealed class PairingCodeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("0Zb3ieSm1bAtTQfL9y0cJkzJ0aG8uUjfB3tTtXWyqXY")]
    public void Of_AnySecret_IsEightConsonantsAndCanBeReadBack(string secret)
    {
        string code = PairingCode.Of(secret);
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", code);
        Assert.True(PairingCode.TryRead(code, out string? read));
        Assert.Equal(code, read);
        Assert.True(PairingCode.TryRead($" {code.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()} ", out read));
        Assert.Equal(code, read);
    }

    /// <summary>The codes that agents of released boot images show must be those that the server makes.</summary>
    [Theory]
    [InlineData("secret", "VVGT-SNVN")]
    public void Of_KnownSecret_IsItsCode(string secret, string code) => Assert.Equal(code, PairingCode.Of(secret));

    [Fact]
    public void Of_ManySecrets_UsesAllLettersAndRepeatsNone()
    {
        string[] codes = [.. Enumerable.Range(0, 2000).Select(i => PairingCode.Of($"s{i}"))];
        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.Equal(20, string.Concat(codes).Replace("-", "", StringComparison.Ordinal).Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("BCDF-GHJ")]
    [InlineData("BCDF-GHJKL")]
    [InlineData("BCDF-GHJA")]
    [InlineData("BCDF_GHJK")]
    public void TryRead_WhatIsNoCode_IsRefused(string text) => Assert.False(PairingCode.TryRead(text, out _));
}
