using System;
using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Boot.Images;

/// <summary>Log lines about boot images; event ids 2550 to 2599.</summary>
internal static partial class BootImageLog
{
    [LoggerMessage(2550, LogLevel.Error, "{Problem}")]
    public static partial void FellBack(ILogger log, string problem);

    [LoggerMessage(2551, LogLevel.Warning, "No copy of the boot image in {Directory} could be kept, so there is nothing to fall back on if it is damaged")]
    public static partial void NotKept(ILogger log, Exception exception, string directory);
}
