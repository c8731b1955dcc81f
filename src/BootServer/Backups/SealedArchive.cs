using Monitas.Catalog.Records;

namespace Monitas.BootServer.Backups;

/// <summary>An archive whose volume is sealed and durable: what goes into the catalog, now or at a repeated commit.</summary>
/// <param name="Archive">The archive, without a number yet.</param>
/// <param name="Volume">Its volume.</param>
internal sealed record SealedArchive(ArchiveRecord Archive, VolumeRecord Volume);
