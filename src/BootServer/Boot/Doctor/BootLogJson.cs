using System.Text.Json.Serialization;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>A step as one line of the boot log's file. Members that a reader does not know are ignored; empty ones are left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(BootStep))]
internal sealed partial class BootLogJson : JsonSerializerContext;
