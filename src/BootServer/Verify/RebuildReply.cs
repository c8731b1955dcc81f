using System.Collections.Generic;

namespace Monitas.BootServer.Verify;

/// <summary>What the catalog holds that was made anew.</summary>
/// <param name="Volumes">How many volumes.</param>
/// <param name="Archives">How many archives.</param>
/// <param name="AddedMachines">The names of machines that the catalog had lost.</param>
/// <param name="Removed">How many archives are known to be removed though their lists of files still lie in some volume.</param>
/// <param name="Problems">What could not be read, one sentence each.</param>
internal sealed record RebuildReply(int Volumes, int Archives, IReadOnlyList<string> AddedMachines, int Removed, IReadOnlyList<string> Problems);
