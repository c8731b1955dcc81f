using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Agents;

/// <summary>Who asks: what a credential stands for.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="MachineName">Its name on the server.</param>
/// <param name="Environment">Live for the credential of an enrolment, boot image for one that was got with a boot secret.</param>
/// <param name="OnlyJob">The only job that the credential is good for; null for a live agent, and for a boot image that was paired.</param>
internal sealed record AgentIdentity(MachineId Machine, string MachineName, AgentEnvironment Environment, JobId? OnlyJob);
