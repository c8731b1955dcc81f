using System.Collections.Generic;

namespace Monitas.BootServer.Retention;

/// <summary>Hears how far a prune is.</summary>
internal interface IPruneWatch
{
    /// <summary>These archives are about to be removed, all of them in one step; but for those that a job begins to read meanwhile.</summary>
    void Removing(IReadOnlyList<PrunedArchive> archives);

    /// <summary>What is being done.</summary>
    /// <param name="text">In words.</param>
    /// <param name="doneBytes">How many bytes of it are done.</param>
    /// <param name="totalBytes">How many there are, reckoned; 0 when that is not known.</param>
    void Step(string text, long doneBytes, long totalBytes);
}
