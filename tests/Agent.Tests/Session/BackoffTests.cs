using System;
using System.Linq;
using Monitas.Agent.Session;
using Xunit;

namespace Monitas.Agent.Tests.Session;

public sealed class BackoffTests
{
    [Fact]
    public void Next_ManyTimes_DoublesUpToAMinuteWithJitter()
    {
        Backoff backoff = new(new Random(1));

        double[] seconds = [.. Enumerable.Range(0, 10).Select(_ => backoff.Next().TotalSeconds)];

        for (int i = 0; i < seconds.Length; i++)
        {
            double whole = Math.Min(60, Math.Pow(2, i));
            Assert.InRange(seconds[i], whole / 2, whole);
        }
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.5, 1);
    }
}
