using System.Collections.Generic;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Backups;

/// <summary>An archive whose volumes are sealed and durable: what goes into the catalog, now or at a repeated commit.</summary>
/// <param name="Archive">The archive, without a number yet.</param>
/// <param name="Volumes">The volumes that its upload has made; the last holds the manifest.</param>
internal sealed record SealedArchive(ArchiveRecord Archive, IReadOnlyList<VolumeRecord> Volumes);
