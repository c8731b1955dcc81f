using System.Collections.Generic;

namespace Monitas.BootServer.Retention;

/// <summary>What one batch of volumes came to.</summary>
/// <param name="Dropped">The volumes whose content that counts lies elsewhere now.</param>
/// <param name="WrittenBytes">The length of the new volume; 0 when none was needed.</param>
/// <param name="Problems">Why volumes of the batch stay, one sentence each.</param>
internal sealed record Compaction(IReadOnlyList<VolumeUse> Dropped, long WrittenBytes, IReadOnlyList<string> Problems);
