using System.Text.Json.Serialization;

namespace Monitas.BootServer.Wipes;

/// <summary>JSON of certificates. Indented: people read it too.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(WipeCertificate))]
internal sealed partial class WipesJson : JsonSerializerContext;
