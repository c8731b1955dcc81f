using System;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Agents;

/// <summary>Reads what an agent says. Pure; a message is at most as long as its source and owns its memory.</summary>
internal static class AgentMessages
{
    /// <summary>Reads one message; false with the reason when it is not JSON of a known type.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out AgentMessage? message, out string why)
    {
        try
        {
            message = JsonSerializer.Deserialize(json, ContractsJson.Default.AgentMessage);
            why = message is null ? "It is null." : "";
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            message = null;
            why = e.Message;
        }
        return message is not null;
    }
}
