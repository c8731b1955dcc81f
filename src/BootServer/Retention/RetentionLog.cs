using System;
using Microsoft.Extensions.Logging;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Retention;

/// <summary>Log lines of pruning; event ids 2300 to 2349.</summary>
internal static partial class RetentionLog
{
    [LoggerMessage(2300, LogLevel.Information, "Removed archive {Archive} (number {Number}) of machine {Machine}")]
    public static partial void ArchiveRemoved(ILogger log, ArchiveId archive, int number, MachineId machine);

    [LoggerMessage(2301, LogLevel.Information, "What counts in {Dropped} volumes was moved to volume {Volume} ({Chunks} chunks, {Archives} archives, {Bytes} bytes)")]
    public static partial void Moved(ILogger log, int dropped, VolumeId volume, int chunks, int archives, long bytes);

    [LoggerMessage(2302, LogLevel.Information, "Deleted volume {Volume} ({Bytes} bytes)")]
    public static partial void VolumeDeleted(ILogger log, VolumeId volume, long bytes);

    [LoggerMessage(2303, LogLevel.Error, "The volume {Volume} counts no more but could not be deleted; the next prune tries again")]
    public static partial void VolumeNotDeleted(ILogger log, VolumeId volume, Exception exception);

    [LoggerMessage(2304, LogLevel.Error, "The volume {Volume} stays: {Why}")]
    public static partial void VolumeStays(ILogger log, VolumeId volume, string why);

    [LoggerMessage(2305, LogLevel.Error, "Volumes that count no more stay in the store, since volume {Volume}, which the catalog knows, is not there or cannot be read")]
    public static partial void DroppedStay(ILogger log, VolumeId volume);

    [LoggerMessage(2306, LogLevel.Error, "The volume {Volume}, which counts no more, stays in the store, since chunks are still found in it; a restart of the server sees to that")]
    public static partial void DroppedIsNamed(ILogger log, VolumeId volume);

    [LoggerMessage(2307, LogLevel.Error, "The catalog failed after volumes had taken the place of others in it; the work goes on")]
    public static partial void ReplacedAllTheSame(ILogger log, Exception exception);
}
