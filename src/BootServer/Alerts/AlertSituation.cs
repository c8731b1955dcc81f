using System;
using System.Collections.Generic;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Alerts;

/// <summary>All that a look is made of.</summary>
/// <param name="Now">The time.</param>
/// <param name="LastJob">The highest number of a job.</param>
/// <param name="OpenJobs">The jobs that are not over.</param>
/// <param name="EndedJobs">Those of the last look's open jobs, and of those that are newer, that are over.</param>
/// <param name="Machines">All machines.</param>
/// <param name="NewestArchives">When the newest archive of each machine that has one was made, by the machine's id.</param>
/// <param name="DamagedVolumes">The volumes in which damage was found.</param>
/// <param name="StoreUsedPercent">How full the store's disk is, in percent; -1 when that cannot be told.</param>
internal sealed record AlertSituation(
    DateTimeOffset Now, long LastJob, IReadOnlyList<long> OpenJobs, IReadOnlyList<JobRecord> EndedJobs, IReadOnlyList<MachineRecord> Machines,
    IReadOnlyDictionary<string, DateTimeOffset> NewestArchives, IReadOnlyList<string> DamagedVolumes, int StoreUsedPercent);
