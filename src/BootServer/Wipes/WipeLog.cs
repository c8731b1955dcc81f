using Microsoft.Extensions.Logging;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Wipes;

/// <summary>Log lines of wipes; event ids 2600 to 2699.</summary>
internal static partial class WipeLog
{
    [LoggerMessage(2600, LogLevel.Information, "Certificate {Number}: job {Job} of {Machine} has erased {Disk}.")]
    public static partial void Certified(ILogger log, string number, JobId job, string machine, string disk);
}
