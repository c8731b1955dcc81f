using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab;
using Monitas.Lab.Listings;
using Monitas.Lab.Product;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

public sealed class RebuildTroubleTests(BackedUpPc pc) : IClassFixture<BackedUpPc>
{
    private static readonly TimeSpan BootImageLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan IntoTheRestore = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Rebuild_TargetTooSmall_RefusesAndWritesNothing()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await pc.Stage.PutBlankDiskAsync("small", 1L << 30, cancellation);
        JobAnswer order = await pc.Stage.OrderRebuildAsync(cancellation);
        await pc.Stage.Pc.SwitchOnAsync(cancellation);

        JobAnswer job = await WaitAsync(order.Id, job => Refusals(job).Count > 0 || job.IsOver, cancellation);
        await pc.Stage.Pc.CutPowerAsync();

        Assert.False(job.HasSucceeded);
        Assert.NotEmpty(Refusals(job));
        Assert.True(await pc.Stage.Pc.Disk.IsBlankAsync(cancellation), "something was written to a disk that is too small");
        if (!job.IsOver)
        {
            await pc.Stage.Server.AskAsync(cancellation, "job", "cancel", order.Id);
        }
    }

    [Fact]
    public async Task Rebuild_PowerIsLostWhileFilesAreWritten_StartsOverAndComesBackComplete()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await pc.Stage.PutBlankDiskAsync("powercut", Stage.NewDiskBytes, cancellation);
        JobAnswer order = await pc.Stage.OrderRebuildAsync(cancellation);
        await pc.Stage.Pc.SwitchOnAsync(cancellation);
        await WaitAsync(order.Id, job => job.LastTimeOf("restore") is not null, cancellation);
        await Task.Delay(IntoTheRestore, cancellation);
        await pc.Stage.Pc.CutPowerAsync();
        Assert.False(await pc.Stage.Pc.Disk.IsBlankAsync(cancellation), "the power was cut before anything was written");

        JobAnswer job = await new Comeback(pc.Stage).RunAsync(order.Id, cancellation);

        Assert.True(job.HasSucceeded, job.Message);
        await pc.Stage.Pc.ShutDownAsync(BackedUpPc.ShutDownLimit, cancellation);
        string after = Path.Combine(pc.Stage.Folder, "after-powercut.listing");
        await DiskListing.MakeAsync(pc.Stage.Pc.Disk, after, cancellation);
        Assert.Empty(ListingComparison.Of(pc.Before, after, AllowedDifferences.OfTheLab()).Differences);
    }

    private static IReadOnlyList<string> Refusals(JobAnswer job) =>
        job.Document["plan"]?["refusals"] is JsonArray refusals ? [.. refusals.GetValues<string>()] : [];

    private async Task<JobAnswer> WaitAsync(string id, Predicate<JobAnswer> wanted, CancellationToken cancellation)
    {
        DateTimeOffset until = TimeProvider.System.GetUtcNow() + BootImageLimit;
        while (true)
        {
            JobAnswer job = await pc.Stage.ShowJobAsync(id, cancellation);
            if (wanted(job))
            {
                return job;
            }

            if (TimeProvider.System.GetUtcNow() > until)
            {
                throw new LabException($"The rebuild is still {job.State}: {job.Message}. The PC's last lines:{pc.Stage.Pc.Serial.LastLines(15)}");
            }

            await Task.Delay(Pause, cancellation);
        }
    }
}
