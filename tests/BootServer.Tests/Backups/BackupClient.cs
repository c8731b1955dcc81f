using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Agents;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Backups;

/// <summary>The steps of a backup as an agent takes them.</summary>
internal static class BackupClient
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A whole backup of this content, from order to end.</summary>
    public static async Task<ArchiveReceipt> BackUpAsync(TestServer server, TestAgent agent, TestContent content)
    {
        JobId job = await BeginAsync(server, agent);
        using HttpResponseMessage chunks = await agent.PostAsync(Routes.Chunks, job, content.AllFrames);
        Assert.Equal(HttpStatusCode.NoContent, chunks.StatusCode);
        await PutLayoutAsync(agent, job);
        ArchiveReceipt receipt = await CommitAsync(server, agent, job, content);
        await agent.FinishAsync(job);
        return receipt;
    }

    /// <summary>Orders a backup and begins its upload.</summary>
    public static async Task<JobId> BeginAsync(TestServer server, TestAgent agent)
    {
        JobId job = await server.OrderAsync(agent, JobKind.Backup);
        using HttpResponseMessage start = await agent.GetAsync(Routes.BaseManifest, job);
        Assert.True(start.IsSuccessStatusCode);
        return job;
    }

    public static async Task<ArchiveReceipt> CommitAsync(TestServer server, TestAgent agent, JobId job, TestContent content)
    {
        using HttpResponseMessage answer = await agent.PostAsync(Routes.Commit, job, content.Manifest(agent.Machine, ArchiveId.New(server.Clock)));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ArchiveReceipt, Cancel))!;
    }

    public static async Task PutLayoutAsync(TestAgent agent, JobId job)
    {
        using HttpResponseMessage answer = await agent.Http.PutAsJsonAsync(TestAgent.Path(Routes.Layout, job), TestContent.Layout, ContractsJson.Default.MachineLayout, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>One byte for each id: 1 where the chunk must be sent.</summary>
    public static async Task<byte[]> MissingAsync(TestAgent agent, JobId job, byte[] ids)
    {
        using HttpResponseMessage answer = await agent.PostAsync(Routes.MissingChunks, job, ids);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Cancel);
    }

    /// <summary>Asserts that a request was refused in this way.</summary>
    public static async Task<ErrorReply> RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, ErrorCode code)
    {
        using (answer)
        {
            Assert.Equal(status, answer.StatusCode);
            ErrorReply error = await TestAgent.ErrorAsync(answer);
            Assert.Equal(code, error.Code);
            return error;
        }
    }
}
