using System.Text.Json.Serialization;
using Monitas.Catalog.Records;

namespace Monitas.Catalog;

/// <summary>JSON for all records, as they lie in the catalog. Members that a reader does not know are ignored, so that a member may be added without a new schema version.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(MachineRecord))]
[JsonSerializable(typeof(TokenRecord))]
[JsonSerializable(typeof(BootSecretRecord))]
[JsonSerializable(typeof(ArchiveRecord))]
[JsonSerializable(typeof(ArchiveSummary))]
[JsonSerializable(typeof(VolumeRecord))]
[JsonSerializable(typeof(RemovedArchiveRecord))]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(JobLogRecord))]
[JsonSerializable(typeof(StoredDifferences))]
[JsonSerializable(typeof(JobResultRecord))]
[JsonSerializable(typeof(WipeCertificateRecord))]
[JsonSerializable(typeof(ScheduleMarkRecord))]
[JsonSerializable(typeof(UserRecord))]
internal sealed partial class CatalogJson : JsonSerializerContext;
