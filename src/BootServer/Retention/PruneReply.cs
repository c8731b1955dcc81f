using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Retention;

/// <summary>What a prune did, or would do.</summary>
/// <param name="DryRun">Nothing was changed.</param>
/// <param name="Archives">All archives, by machine, the newest first.</param>
/// <param name="Volumes">All volumes.</param>
/// <param name="FreedBytes">The bytes that came back, or would, less what was written for it.</param>
/// <param name="WrittenBytes">The bytes of new volumes.</param>
/// <param name="Problems">What could not be done, one sentence each.</param>
internal sealed record PruneReply(
    bool DryRun, IReadOnlyList<PrunedArchive> Archives, IReadOnlyList<PrunedVolume> Volumes, long FreedBytes, long WrittenBytes, IReadOnlyList<string> Problems);

/// <summary>What becomes of an archive.</summary>
/// <param name="Machine">The machine's name; its id when it is gone.</param>
/// <param name="Archive">The archive.</param>
/// <param name="Number">Its number.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Kept">It stays.</param>
/// <param name="Reasons">Why it stays.</param>
internal sealed record PrunedArchive(string Machine, ArchiveId Archive, int Number, DateTimeOffset Time, bool Kept, IReadOnlyList<string> Reasons);

/// <summary>What becomes of a volume.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="LiveBytes">How many of them count.</param>
/// <param name="Kept">It stays.</param>
/// <param name="Why">Why it stays or goes.</param>
internal sealed record PrunedVolume(VolumeId Volume, long SizeBytes, long LiveBytes, bool Kept, string Why);
