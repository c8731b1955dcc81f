using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Restart;
using Monitas.Agent.Settings;
using Monitas.Agent.Wiping;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Session;

/// <summary>An enrolled agent at work: the session, the jobs, and what they say. The same on a live machine and in the boot image.</summary>
internal sealed class AgentCore : IDisposable
{
    private readonly HttpClient _http;
    private readonly Outbox _outbox = new();
    private readonly JobExecutor _executor;
    private readonly JobRunner _jobs;
    private readonly SessionLoop _session;
    private readonly CancellationToken _cancel;

    /// <param name="enrolment">Which server, and as which machine.</param>
    /// <param name="environment">Live or boot image.</param>
    /// <param name="settings">The agent's settings.</param>
    /// <param name="display">Where to show what happens.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancel">Stops the agent and, cleanly, its jobs.</param>
    public AgentCore(Enrolment enrolment, AgentEnvironment environment, AgentSettings settings, IAgentDisplay display, TimeProvider clock, CancellationToken cancel)
    {
        bool bootImage = environment == AgentEnvironment.BootImage;
        _cancel = cancel;
        _http = PinnedServer.Client(enrolment, bootImage);
        _executor = new JobExecutor(enrolment, _http, settings, _outbox, display, clock);
        _jobs = new JobRunner(_executor, _outbox, display, cancel);
        _session = new SessionLoop(enrolment, bootImage, token => HelloAsync(environment, token), _jobs, _outbox, display, clock);
    }

    /// <summary>Raised when the server has confirmed the end of a job.</summary>
    public event Action<Order, JobFinished>? Confirmed
    {
        add => _jobs.Confirmed += value;
        remove => _jobs.Confirmed -= value;
    }

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync() => _session.RunAsync(_cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        _executor.Forget();
        _jobs.Dispose();
        _outbox.Dispose();
        _http.Dispose();
    }

    private async Task<AgentHello> HelloAsync(AgentEnvironment environment, CancellationToken cancel) => new()
    {
        AgentVersion = AgentVersion.Text,
        Environment = environment,
        Facts = await FactsAsync(environment, cancel).ConfigureAwait(false),
        RunningJobs = _jobs.Running,
    };

    /// <summary>
    /// Only in the boot image are disks asked how they can be erased: on a living system nobody needs to know, and asking disturbs a sleeping disk. On a living system only
    /// somebody may be logged in.
    /// </summary>
    private static async Task<MachineFacts> FactsAsync(AgentEnvironment environment, CancellationToken cancel)
    {
        MachineFacts facts = await MachineInventory.ReadAsync(cancel).ConfigureAwait(false);
        return environment == AgentEnvironment.BootImage
            ? await ErasureReader.AddAsync(facts, cancel).ConfigureAwait(false)
            : facts with { LoggedInUsers = await LoggedInUsers.ReadAsync(cancel).ConfigureAwait(false) };
    }
}
