using System;
using Microsoft.Extensions.Logging;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Verify;

/// <summary>Log lines of verification; event ids 2350 to 2399.</summary>
internal static partial class VerifyLog
{
    [LoggerMessage(2350, LogLevel.Error, "The volume {Volume} is damaged in {Places} places; {Files} files of archives are hit (monitas-server volume verify {Volume} names them)")]
    public static partial void Damaged(ILogger log, VolumeId volume, int places, int files);

    [LoggerMessage(2351, LogLevel.Error, "Archive {Archive} of machine {Machine}, volume {Volume}: {Mark}")]
    public static partial void ArchiveHit(ILogger log, ArchiveId archive, MachineId machine, VolumeId volume, string mark);

    [LoggerMessage(2354, LogLevel.Error, "Volumes that are due to be read again could not be put down as a job; that is tried later")]
    public static partial void NotOrdered(ILogger log, Exception exception);
}
