using Monitas.Imaging.Manifests;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>What most entries of a volume have in common with thousands of others, so that it is in memory once for all of them.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Permission, set-id and sticky bits.</param>
/// <param name="Uid">The owner's number.</param>
/// <param name="Gid">The group's number.</param>
internal sealed record TreeAttributes(EntryKind Kind, int Mode, uint Uid, uint Gid);
