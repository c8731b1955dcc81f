using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Agents;

/// <summary>Finds the job that a request is about and sees to it that it is the asking machine's own.</summary>
internal sealed class JobRequests(JobEngine jobs)
{
    /// <summary>The number in the request's path.</summary>
    /// <exception cref="AgentRequestException">It is not a number, or the credential is not good for this job.</exception>
    public static JobId Number(HttpContext context, AgentIdentity identity)
    {
        if (!JobId.TryParse(context.Request.RouteValues["job"] as string, out JobId job))
        {
            throw new AgentRequestException(ErrorCode.BadRequest, "The job's number is not a number.");
        }
        return identity.OnlyJob is { } only && only != job ? throw NotYours(job) : job;
    }

    /// <summary>The running job of the request.</summary>
    /// <exception cref="AgentRequestException">There is no such job of this machine, or it does not run.</exception>
    public JobRecord Running(HttpContext context, AgentIdentity identity)
    {
        JobId job = Number(context, identity);
        return jobs.FindRunning(job, identity.Machine) ?? throw NotYours(job);
    }

    /// <summary>One answer for both, so that a machine learns nothing about the jobs of others.</summary>
    public static AgentRequestException NotYours(JobId job) =>
        new(ErrorCode.Forbidden, $"Job {job} is not a running job of this machine.");
}
