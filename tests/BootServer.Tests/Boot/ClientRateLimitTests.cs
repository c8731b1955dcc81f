using System;
using System.Linq;
using System.Net;
using Monitas.BootServer.Boot;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class ClientRateLimitTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TryPass_OneClientInAHurry_LeavesRoomForTheOthers()
    {
        ClientRateLimit limit = new(3, 8, TimeSpan.FromMinutes(1));
        int[] passed = [.. new[] { 1L, 2, 3, 4 }.Select(client => Enumerable.Range(0, 10).Count(_ => limit.TryPass(new IPAddress(client), Start)))];
        Assert.Equal([3, 3, 2, 0], passed);
        Assert.False(limit.TryPass(new IPAddress(1), Start.AddSeconds(59)));
        Assert.True(limit.TryPass(new IPAddress(1), Start.AddMinutes(1)));
    }
}
