using System;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Api;

/// <summary>A provisional plan of a wipe.</summary>
/// <param name="Plan">The plan against the disks last seen; null when the machine has never shown any.</param>
/// <param name="DisksSeen">When they were seen.</param>
internal sealed record WipePlanReply(WipePlan? Plan, DateTimeOffset? DisksSeen);
