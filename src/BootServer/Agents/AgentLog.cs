using System;
using System.Net;
using Microsoft.Extensions.Logging;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Agents;

/// <summary>Log lines about agents and their requests; event ids 2100 to 2199.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(2100, LogLevel.Error, "{Method} {Path} failed: {Message}")]
    public static partial void RequestFailed(ILogger log, string method, string path, string message, Exception exception);

    [LoggerMessage(2101, LogLevel.Warning, "{Method} {Path} from {Address} was refused: {Message}")]
    public static partial void RequestRefused(ILogger log, string method, string path, IPAddress? address, string message);

    [LoggerMessage(2102, LogLevel.Information, "{Machine} ({Id}) has enrolled")]
    public static partial void Enrolled(ILogger log, string machine, MachineId id);

    [LoggerMessage(2103, LogLevel.Information, "{Machine} ({Id}) has started the boot image: {Why}")]
    public static partial void Booted(ILogger log, string machine, MachineId id, string why);

    [LoggerMessage(2104, LogLevel.Information, "Two tokens for {Machine} were used at the same moment")]
    public static partial void EnrolledAtOnce(ILogger log, string machine);

    [LoggerMessage(2105, LogLevel.Information, "{Machine} ({Id}) is connected from {Address}, agent {Version}, {Environment}")]
    public static partial void Connected(ILogger log, string machine, MachineId id, IPAddress? address, string version, AgentEnvironment environment);

    [LoggerMessage(2106, LogLevel.Information, "{Machine} ({Id}) is disconnected: {Why}")]
    public static partial void Disconnected(ILogger log, string machine, MachineId id, string why);

    [LoggerMessage(2107, LogLevel.Warning, "Message {Count} of {Machine} ({Id}) that is not understood, ignored: {Why}")]
    public static partial void MessageMalformed(ILogger log, string machine, MachineId id, int count, string why);

    [LoggerMessage(2108, LogLevel.Error, "A message of {Machine} ({Id}) could not be handled")]
    public static partial void MessageFailed(ILogger log, string machine, MachineId id, Exception exception);

    [LoggerMessage(2109, LogLevel.Information, "Agents reach the server on port {Port}; the CA's fingerprint is {Fingerprint}")]
    public static partial void Listening(ILogger log, int port, string fingerprint);

    [LoggerMessage(2110, LogLevel.Error, "The end of the session of {Machine} ({Id}) could not be recorded")]
    public static partial void DisconnectFailed(ILogger log, string machine, MachineId id, Exception exception);

    [LoggerMessage(2111, LogLevel.Error, "Could not look for jobs that are over; tried again in a few seconds")]
    public static partial void SweepFailed(ILogger log, Exception exception);
}
