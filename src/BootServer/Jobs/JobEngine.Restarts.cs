using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Boot;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs;

/// <content>Machines whose own system runs and that are to go into the boot image.</content>
internal sealed partial class JobEngine
{
    /// <summary>The job, if this machine's own system has the order to go into the boot image for it; null otherwise. The route for the boot image's files asks this.</summary>
    public JobRecord? FindRestarting(JobId job, MachineId machine) =>
        catalog.FindJob(job) is { IsRestarting: true } found && !found.State.IsFinal() && found.Worker == machine ? found : null;

    /// <summary>Asks the machine's own system how it is now, such as who is logged in. The answer is another hello, which comes a moment later or never.</summary>
    /// <returns>False when it is not connected.</returns>
    public async ValueTask<bool> AskHowItIsAsync(MachineId machine, CancellationToken cancellationToken) =>
        sessions.IsConnected(machine, AgentEnvironment.Live) && await sessions.SendAsync(machine, new AskHello(), cancellationToken);

    /// <summary>A restart would end a job that runs on the machine's own system.</summary>
    private void RequireFree(JobParameters parameters, MachineRecord machine)
    {
        if (parameters.Restart is not null && OpenJobs(j => j.Home == machine.Id && !j.WorksInBootImage).FirstOrDefault(j => j.State == JobState.Running) is { } running)
        {
            throw new JobRefusedException(
                ErrorCode.Conflict,
                $"Job {running.Id}, a {running.Kind.ToString().ToLowerInvariant()}, runs on {machine.Name}, so {machine.Name} is not restarted now: wait for it (monitas-server job wait {running.Id}) or cancel it (monitas-server job cancel {running.Id}).");
        }
    }

    private async ValueTask SendRestartAsync(JobRecord job, CancellationToken cancellationToken)
    {
        if (catalog.FindMachine(job.Worker) is not { } machine || !sessions.IsConnected(job.Worker, AgentEnvironment.Live))
        {
            // It is told when it connects again, or the limit comes first.
            return;
        }
        EnterBootImageOrder order;
        try
        {
            order = bootImages.Make(job, machine);
        }
        catch (NetbootException e)
        {
            await ApplyAsync(job.Id, new JobEvent.RestartImpossible(e.Message), cancellationToken);
            return;
        }
        await sessions.SendAsync(job.Worker, new StartJob { Job = job.Id, Order = order }, cancellationToken);
    }
}
