using System.Text.Json.Serialization;
using Monitas.Agent.Cli;

namespace Monitas.Agent.Session;

/// <summary>JSON of the agent's own files, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Enrolment))]
[JsonSerializable(typeof(AgentStatus))]
[JsonSerializable(typeof(EnrollAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
internal sealed partial class AgentJson : JsonSerializerContext;
