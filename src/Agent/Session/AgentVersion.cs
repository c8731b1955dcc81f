using System.Reflection;

namespace Monitas.Agent.Session;

/// <summary>The version that this agent tells the server and people.</summary>
internal static class AgentVersion
{
    /// <summary>The version, such as "0.1.0".</summary>
    public static string Text { get; } =
        typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
