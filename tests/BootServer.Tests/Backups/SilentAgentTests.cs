using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Agents;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Backups;

/// <summary>An agent whose network dies in the middle of a request: the server hears neither more of it nor its end.</summary>
public sealed class SilentAgentTests : ServedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chunks_SilenceInTheMiddle_TheNextRequestGoesOnWithWhatHasCome()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 70, files: 12, fileBytes: 100_000);
        JobId job = await BackupClient.BeginAsync(Server, agent);
        TaskCompletionSource end = new();
        byte[] part = content.AllFrames[..950_000];
        Task<HttpResponseMessage> silent = agent.Http.PostAsync(TestAgent.Path(Routes.Chunks, job), new SilentContent(part, content.AllFrames.Length, end.Task), Cancel);
        while ((await BackupClient.MissingAsync(agent, job, content.AllIds)).Sum(one => one) > 6)
        {
            await Task.Delay(5, Cancel);
        }

        Task<HttpResponseMessage> next = agent.PostAsync(Routes.Chunks, job, content.AllFrames);
        while (!next.IsCompleted)
        {
            Server.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(10, Cancel);
        }

        using HttpResponseMessage answer = await next;
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        end.SetResult();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => silent);
        await BackupClient.CommitAsync(Server, agent, job, content);
        await agent.FinishAsync(job);
        Assert.Equal(12, Assert.Single(Server.Catalog.ListVolumes()).Figures["chunks"]);
        Assert.Equal(JobState.Succeeded, Server.Catalog.FindJob(job)!.State);
    }

    /// <summary>A body that promises more than comes.</summary>
    private sealed class SilentContent(byte[] part, long promised, Task end) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(part, Cancel);
            await stream.FlushAsync(Cancel);
            await end;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = promised;
            return true;
        }
    }
}
