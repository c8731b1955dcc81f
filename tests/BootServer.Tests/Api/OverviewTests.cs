using System;
using Monitas.BootServer.Api;
using Xunit;

namespace Monitas.BootServer.Tests.Api;

/// <summary>How the store grew, and when it will be full.</summary>
public sealed class OverviewTests
{
    private static readonly DateOnly First = new(2026, 11, 1);

    [Fact]
    public void Growth_AddsUpByDays_WithAllThatIsOlderInTheFirst()
    {
        (DateOnly, long)[] volumes = [(First.AddDays(-400), 100), (First, 10), (First.AddDays(2), 5), (First.AddDays(9), 1000)];
        Assert.Equal([110, 110, 115, 115], OverviewRoutes.Growth(volumes, First, 4));
        Assert.Equal([0, 0], OverviewRoutes.Growth([], First, 2));
    }

    [Fact]
    public void FullOn_GoesOnAsItWent()
    {
        DateOnly today = First.AddDays(4);
        Assert.Equal(today.AddDays(10), OverviewRoutes.FullOn([100, 110, 120, 130, 140], 100, today));
        Assert.Equal(today.AddDays(5), OverviewRoutes.FullOn([0, 0, 100, 120, 140], 100, today));
        Assert.Equal(today, OverviewRoutes.FullOn([0, 5, 9], 0, today));
    }

    [Fact]
    public void FullOn_OfAStoreThatDoesNotGrow_IsNotKnown()
    {
        Assert.Null(OverviewRoutes.FullOn([100, 100, 100], 100, First));
        Assert.Null(OverviewRoutes.FullOn([100, 90], 100, First));
        Assert.Null(OverviewRoutes.FullOn([0, 0, 100], 100, First));
        Assert.Null(OverviewRoutes.FullOn([100, 110], -1, First));
        Assert.Null(OverviewRoutes.FullOn([], 100, First));
        Assert.Null(OverviewRoutes.FullOn([0, 1], long.MaxValue, First));
    }
}
