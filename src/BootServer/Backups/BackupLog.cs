using System;
using Microsoft.Extensions.Logging;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups;

/// <summary>Log lines of backups and of the store; event ids 2200 to 2299.</summary>
internal static partial class BackupLog
{
    [LoggerMessage(2200, LogLevel.Information, "Job {Job}: archive {Archive} of machine {Machine} is durable in volume {Volume} ({Bytes} bytes)")]
    public static partial void Committed(ILogger log, JobId job, ArchiveId archive, MachineId machine, VolumeId volume, long bytes);

    [LoggerMessage(2201, LogLevel.Warning, "Job {Job}: the base archive {Archive} of machine {Machine} cannot be used: {Why}")]
    public static partial void BaseUnusable(ILogger log, JobId job, ArchiveId archive, MachineId machine, string why);

    [LoggerMessage(2202, LogLevel.Error, "Job {Job} of machine {Machine}: the upload is given up, since the store has failed")]
    public static partial void UploadBroken(ILogger log, JobId job, MachineId machine, Exception exception);

    [LoggerMessage(2203, LogLevel.Information, "Job {Job} of machine {Machine}: the upload is over")]
    public static partial void UploadEnded(ILogger log, JobId job, MachineId machine);

    [LoggerMessage(2204, LogLevel.Warning, "Removed {File}, left unfinished by an earlier run")]
    public static partial void LeftoverRemoved(ILogger log, string file);

    [LoggerMessage(2205, LogLevel.Error, "The volume {Volume} cannot be read: {Why}")]
    public static partial void VolumeUnreadable(ILogger log, VolumeId volume, string why);

    [LoggerMessage(2206, LogLevel.Warning, "The volume {Volume} was sealed but not in the catalog: taken in with {Archives} archives")]
    public static partial void VolumeTakenIn(ILogger log, VolumeId volume, int archives);

    [LoggerMessage(2207, LogLevel.Error, "Archive {Number} of {Machine} ({Archive}): {Mark}")]
    public static partial void ArchiveIncomplete(ILogger log, int number, string machine, ArchiveId archive, string mark);

    [LoggerMessage(2208, LogLevel.Information, "The store holds {Chunks} chunks; {FreeBytes} bytes are free")]
    public static partial void StoreOpened(ILogger log, int chunks, long freeBytes);

    [LoggerMessage(2209, LogLevel.Warning, "The manifest of archive {Archive} could not be cached; it is read from its volume when needed")]
    public static partial void ManifestNotCached(ILogger log, ArchiveId archive, Exception exception);

    [LoggerMessage(2210, LogLevel.Information, "Machine {Machine}: what its interrupted upload has sent is kept in volume {Volume} ({Chunks} chunks, {Bytes} bytes), and is not sent again")]
    public static partial void UploadInterrupted(ILogger log, MachineId machine, VolumeId volume, int chunks, long bytes);

    [LoggerMessage(2211, LogLevel.Warning, "Job {Job} of machine {Machine}: the unfinished volume {Volume} of an earlier run holds {Chunks} sound chunks in {Bytes} bytes; {Dropped} bytes behind them were dropped")]
    public static partial void UploadSalvaged(ILogger log, JobId job, MachineId machine, VolumeId volume, int chunks, long bytes, long dropped);

    [LoggerMessage(2212, LogLevel.Error, "Machine {Machine}: what its interrupted upload has sent could not be kept (volume {Volume}); it is sent again")]
    public static partial void InterruptedUploadLost(ILogger log, MachineId machine, VolumeId volume, Exception exception);

    [LoggerMessage(2213, LogLevel.Warning, "The list of machine {Machine}'s chunks could not be read or written; some chunks may be sent again")]
    public static partial void ChunkListFailed(ILogger log, MachineId machine, Exception exception);

    [LoggerMessage(2214, LogLevel.Warning, "The chunks of {Source} of machine {Machine} could not be listed ({Why}); some may be sent again")]
    public static partial void ChunksUnreadable(ILogger log, string source, MachineId machine, string why);

    [LoggerMessage(2215, LogLevel.Warning, "Whose unfinished volume {Volume} is could not be noted; if the server is killed now, its upload has to begin anew")]
    public static partial void UploadNotNoted(ILogger log, VolumeId volume, Exception exception);

    [LoggerMessage(2216, LogLevel.Warning, "Archive {Number} ({Archive}) of machine {Machine} was in the catalog, but volume {Volume} says that it was removed: it is out of the catalog now")]
    public static partial void ArchiveWasRemoved(ILogger log, int number, ArchiveId archive, MachineId machine, VolumeId? volume);

    [LoggerMessage(2217, LogLevel.Warning, "The volume {Volume} is not in the store any more, and no archive needs it: the catalog forgets it")]
    public static partial void VolumeForgotten(ILogger log, VolumeId volume);

    [LoggerMessage(2240, LogLevel.Information, "Job {Job} of machine {Machine}: the volume {Volume} is full ({Bytes} bytes) and sealed; the archive goes on in the next")]
    public static partial void VolumeFilled(ILogger log, JobId job, MachineId machine, VolumeId volume, long bytes);

    [LoggerMessage(2230, LogLevel.Error, "Machine {Machine}: what its interrupted upload has left could not be looked after; the next start tries again")]
    public static partial void InterruptedWorkFailed(ILogger log, MachineId machine, Exception exception);
}
