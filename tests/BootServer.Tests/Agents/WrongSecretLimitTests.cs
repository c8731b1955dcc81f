using System;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Agents;
using Xunit;

namespace Monitas.BootServer.Tests.Agents;

public sealed class WrongSecretLimitTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Check_TooManyWrong_RefusesThisAddressOnly()
    {
        WrongSecretLimit limit = new(_clock);
        IPAddress guesser = IPAddress.Parse("192.0.2.1");
        for (int i = 0; i < WrongSecretLimit.MaxWrong; i++)
        {
            limit.Check(guesser);
            limit.CountWrong(guesser);
        }

        Assert.Throws<BadHttpRequestException>(() => limit.Check(guesser));
        limit.Check(IPAddress.Parse("192.0.2.2"));
        _clock.Advance(WrongSecretLimit.Window);
        limit.Check(guesser);
    }

    [Fact]
    public void CountWrong_MoreAddressesThanRemembered_ForgetsTheOldest()
    {
        WrongSecretLimit limit = new(_clock);
        IPAddress first = IPAddress.Parse("10.0.0.0");
        for (int i = 0; i < WrongSecretLimit.MaxWrong; i++)
        {
            limit.CountWrong(first);
        }
        for (int i = 0; i < WrongSecretLimit.MaxAddresses; i++)
        {
            _clock.Advance(TimeSpan.FromTicks(1));
            limit.CountWrong(new IPAddress([172, 16, (byte)(i >> 8), (byte)(i & 0xFF)]));
        }

        limit.Check(first);
    }
}
