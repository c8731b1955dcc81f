using System.Net;
using Microsoft.Extensions.Logging;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Pairing;

/// <summary>Log lines about unknown PCs; event ids 2500 to 2549.</summary>
internal static partial class PairingLog
{
    [LoggerMessage(2500, LogLevel.Information, "An unknown PC at {Address} ({Model}; {Macs}) shows the pairing code {Code} and waits: monitas-server machine pair {Code} NAME")]
    public static partial void Waits(ILogger log, string code, IPAddress? address, string model, string macs);

    [LoggerMessage(2501, LogLevel.Information, "The PC with the pairing code {Code} is now the machine {Machine} ({Id}); approved by {Who}")]
    public static partial void Approved(ILogger log, string code, string machine, MachineId id, string who);

    [LoggerMessage(2502, LogLevel.Information, "The PC with the pairing code {Code} has the network card {Mac}, which is {Machine}'s by now ({Id}): it is that machine")]
    public static partial void CardGiven(ILogger log, string code, string machine, MachineId id, string mac);
}
