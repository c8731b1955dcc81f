using Microsoft.Extensions.Logging;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Search;

/// <summary>What searches write to the server's log. Event ids 2400 to 2499.</summary>
internal static partial class SearchLog
{
    [LoggerMessage(2400, LogLevel.Warning, "The path list of archive {Archive} of machine {Machine} cannot be made: {Why}")]
    public static partial void ListNotMade(ILogger log, ArchiveId archive, MachineId machine, string why);

    [LoggerMessage(2401, LogLevel.Warning, "Path and change lists could not be looked after; tried again in a minute: {Why}")]
    public static partial void KeeperFailed(ILogger log, string why);

    [LoggerMessage(2402, LogLevel.Warning, "What changed from archive {Older} to archive {Newer} of machine {Machine} cannot be found, so questions about it take longer: {Why}")]
    public static partial void ChangesNotFound(ILogger log, ArchiveId older, ArchiveId newer, MachineId machine, string why);
}
