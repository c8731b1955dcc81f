using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Retention;
using Monitas.Contracts.Ids;
using Xunit;

namespace Monitas.BootServer.Tests.Retention;

public sealed class LiveChunksTests
{
    [Fact]
    public void Contains_ManyAdded_TellsThemFromOthers()
    {
        LiveChunks live = new();
        List<ChunkId> all = [.. Enumerable.Range(0, 20_000).Select(i => ChunkId.Of(BitConverter.GetBytes(i)))];
        foreach (ChunkId chunk in all.Take(10_000).Concat(all.Take(10)))
        {
            live.Add(chunk);
        }
        Assert.Equal(10_000, live.Count);
        Assert.All(all.Take(10_000), chunk => Assert.True(live.Contains(chunk)));
        Assert.All(all.Skip(10_000), chunk => Assert.False(live.Contains(chunk)));
    }

    [Fact]
    public void Add_IdOfZeros_Counts()
    {
        LiveChunks live = new();
        Assert.False(live.Contains(default));
        live.Add(default);
        live.Add(default);
        Assert.True(live.Contains(default));
        Assert.Equal(1, live.Count);
    }
}
