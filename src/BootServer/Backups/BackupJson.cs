using System.Text.Json.Serialization;

namespace Monitas.BootServer.Backups;

/// <summary>JSON of what backups store beside the contract types.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ArchiveDescription))]
[JsonSerializable(typeof(UploadNote))]
internal sealed partial class BackupJson : JsonSerializerContext;
