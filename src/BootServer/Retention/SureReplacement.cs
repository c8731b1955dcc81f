using System.IO;
using Microsoft.Extensions.Logging;
using Monitas.Catalog;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Retention;

/// <summary>
/// Lets volumes take the place of others in the catalog and finds out whether that was done when the catalog fails: it may fail after the change is
/// there, as when its disk is full. Taking that for "not done" would leave chunks to be found in volumes that are to be deleted.
/// </summary>
internal sealed class SureReplacement(ICatalog catalog, ILogger<SureReplacement> log)
{
    /// <summary>Has the catalog failed and not told whether the change is there? Only a restart, which reads all anew, ends that.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Ends the work when nobody knows what the catalog says.</summary>
    /// <exception cref="IOException">It is in doubt.</exception>
    public void RequireCertainty()
    {
        if (IsInDoubt)
        {
            throw new IOException("The catalog failed while volumes took the place of others, and could not tell whether they did: see to its disk and restart the server before pruning.");
        }
    }

    /// <summary>Does it.</summary>
    /// <exception cref="CatalogException">It was not done; or that is in doubt.</exception>
    public void Run(VolumeReplacement replacement)
    {
        try
        {
            catalog.ReplaceVolumes(replacement);
        }
        catch (CatalogException e)
        {
            IsInDoubt = true;
            bool isDone = IsDone(replacement);
            IsInDoubt = false;
            if (!isDone)
            {
                throw;
            }
            RetentionLog.ReplacedAllTheSame(log, e);
        }
    }

    private bool IsDone(VolumeReplacement replacement) => replacement.Added.Count > 0
        ? catalog.FindVolume(replacement.Added[0].Id) is not null
        : replacement.Dropped.Count > 0 && catalog.FindVolume(replacement.Dropped[0]) is not { Dropped: null };
}
