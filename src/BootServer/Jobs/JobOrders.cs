using System;
using System.Diagnostics;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs;

/// <summary>Writes a job as the order that an agent gets.</summary>
internal static class JobOrders
{
    /// <summary>The order of a job that may run.</summary>
    /// <exception cref="ArgumentException">A rebuild, wipe or prep without an approved plan.</exception>
    public static StartJob For(JobRecord job) => new()
    {
        Job = job.Id,
        Order = job.Kind switch
        {
            JobKind.Backup when job.IsColdBackup => new BackupOrder { Cold = true },
            JobKind.Backup => new BackupOrder { Excludes = job.Parameters.Excludes, DryRun = job.Parameters.DryRun },
            JobKind.Restore => new RestoreOrder
            {
                Archive = Archive(job),
                Paths = job.Parameters.Paths,
                ToDirectory = job.Parameters.ToDirectory,
                OwnersByName = job.Parameters.OwnersByName,
                OwnerRules = job.Parameters.OwnerRules,
                OnConflict = job.Parameters.OnConflict,
            },
            JobKind.Compare => new CompareOrder { Archive = Archive(job), By = job.Parameters.By },
            JobKind.Rebuild or JobKind.Prep => new RebuildOrder
            {
                Plan = job.ApprovedPlan ?? throw new ArgumentException($"Job {job.Id} has no approved plan.", nameof(job)),
                ApprovedHash = job.ApprovedHash,
            },
            JobKind.Wipe => new WipeOrder
            {
                Plan = job.ApprovedWipePlan ?? throw new ArgumentException($"Job {job.Id} has no approved plan.", nameof(job)),
                ApprovedHash = job.ApprovedHash,
            },
            _ => throw new UnreachableException($"Unknown kind {job.Kind}."),
        },
    };

    private static ArchiveId Archive(JobRecord job) => job.Parameters.Archive ?? throw new ArgumentException($"Job {job.Id} names no archive.", nameof(job));
}
