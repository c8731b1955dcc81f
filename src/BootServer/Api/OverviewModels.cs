using System;
using System.Collections.Generic;

namespace Monitas.BootServer.Api;

/// <summary>What was backed up on which day, and how the store grew.</summary>
/// <param name="FirstDay">The first day, in the server's time.</param>
/// <param name="Machines">For each machine, in order of names.</param>
/// <param name="StoreBytes">The store's volumes in bytes at the end of each day.</param>
/// <param name="FullOn">When the store is full if it goes on like this; null when it does not grow, or nobody can tell.</param>
internal sealed record OverviewReply(DateOnly FirstDay, IReadOnlyList<MachineDays> Machines, IReadOnlyList<long> StoreBytes, DateOnly? FullOn);

/// <summary>A machine's days.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="Backups">How many archives were made on each day.</param>
/// <param name="Failures">How many backups failed on each day, among the newest jobs.</param>
internal sealed record MachineDays(string Machine, IReadOnlyList<int> Backups, IReadOnlyList<int> Failures);
