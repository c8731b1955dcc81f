using Monitas.Contracts.Ids;

namespace Monitas.Agent.Jobs;

/// <summary>Who makes an archive; it goes into the manifest's header.</summary>
/// <param name="Machine">The machine's id, as the server gave it.</param>
/// <param name="MachineName">The machine's name on the server.</param>
/// <param name="AgentVersion">The agent's version.</param>
internal sealed record ArchiveOrigin(MachineId Machine, string MachineName, string AgentVersion);
