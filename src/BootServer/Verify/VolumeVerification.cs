using System.Collections.Generic;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Verify;

/// <summary>What reading a volume again has found.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="Ok">Nothing is wrong.</param>
/// <param name="Chunks">How many chunks were unpacked and compared with their ids.</param>
/// <param name="Bytes">How many bytes of files were read.</param>
/// <param name="Damage">What is wrong; at most <see cref="VolumeRecord.MaxDamage"/>.</param>
/// <param name="Files">The files of archives that are hit; at most <see cref="MaxFiles"/>.</param>
/// <param name="FileCount">How many files are hit in all.</param>
internal sealed record VolumeVerification(
    VolumeId Volume, bool Ok, long Chunks, long Bytes, IReadOnlyList<StoredDamage> Damage, IReadOnlyList<HitFile> Files, int FileCount)
{
    /// <summary>The most files that are named.</summary>
    public const int MaxFiles = 1000;

    /// <summary>In how many places something is wrong.</summary>
    public int DamageCount { get; init; }

    /// <summary>What could not be checked, in a sentence; empty when all was.</summary>
    public string Unchecked { get; init; } = "";
}

/// <summary>A file whose content is damaged.</summary>
/// <param name="Machine">The machine's name; its id when it is gone.</param>
/// <param name="Archive">The archive.</param>
/// <param name="Number">Its number.</param>
/// <param name="Path">The path, with bytes that are no UTF-8 shown as escapes.</param>
internal sealed record HitFile(string Machine, ArchiveId Archive, int Number, string Path);
