using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Search;

/// <summary>Which paths are not the same in two archives of a machine.</summary>
/// <param name="Older">The older archive.</param>
/// <param name="Newer">The newer archive.</param>
/// <param name="Hashes">The <see cref="Monitas.Imaging.Manifests.PathHash"/> of each such path, rising; that of another may be among them.</param>
internal sealed record ArchiveChange(ArchiveId Older, ArchiveId Newer, uint[] Hashes);
