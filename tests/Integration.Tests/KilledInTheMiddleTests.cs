using System;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>kill -9 in the middle of a long upload: what has come is not sent again.</summary>
public sealed class KilledInTheMiddleTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Backup_KilledInTheMiddle_SendsWhatIsMissingOnly(bool server, bool agent)
    {
        // What may come twice was under way when the kill came: the requests in flight, 8 MiB each.
        const int Large = 80 << 20;
        const int InFlight = 24 << 20;
        await using KillScene scene = await KillScene.CreateAsync();
        scene.Data.Change(new Random(1), Large);
        long before = await scene.Network.BytesOnTheWireAsync();
        JobRecord job = await scene.BackUpAsync();
        await new KillPoint(server, agent, KillMoment.VolumeGrown, Large / 2, TimeSpan.Zero).WaitAsync(scene, () => Task.FromResult(false));
        await scene.KillAsync(server, agent);
        await scene.StartAsync();

        JobRecord ended = await scene.EndOfAsync(job);

        long said = await scene.Network.BytesOnTheWireAsync() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{said} bytes on the wire for {Large} bytes of content, killed in the middle.");
        Assert.True(ended.State == JobState.Succeeded, ended.Message);
        Assert.InRange(said, Large, Large + InFlight);
    }
}
