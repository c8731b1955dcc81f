using System;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Api;

/// <summary>A provisional plan of a prep.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="Plan">The plan against the disks last seen; null when the machine has never shown any.</param>
/// <param name="DisksSeen">When they were seen.</param>
internal sealed record PrepPlanReply(string Machine, RebuildPlan? Plan, DateTimeOffset? DisksSeen);
