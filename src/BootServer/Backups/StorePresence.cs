using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Configuration;
using Monitas.Catalog;
using Monitas.Contracts.Plans;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Tells a store that is away (not mounted, its disk or its network gone) from one that has a damage: asked after something could not be read.
/// With a store that is away nothing is lost, and whoever reads waits for it instead of giving up file after file. Thread-safe.
/// </summary>
/// <param name="volumes">The store.</param>
/// <param name="catalog">Knows what should be in it.</param>
/// <param name="settings">Name its directory.</param>
internal sealed class StorePresence(VolumeStore volumes, ICatalog catalog, ServerSettings settings)
{
    /// <summary>So many volumes are tried, each at its begin, middle and end: a disk of which not one of these places can be read is away.</summary>
    private const int MaxTried = 8;

    private const int ProbeBytes = 2048;

    /// <summary>
    /// Why the store is away, in a sentence that says what to do; null when it is there. It is away when it cannot be listed, when not one of the volumes
    /// that the catalog knows is in it (an empty directory where it should be mounted), or when none of those lets itself be read.
    /// </summary>
    public async Task<string?> FindAbsenceAsync(CancellationToken cancellationToken)
    {
        HashSet<string> known = [.. catalog.ListVolumes().Select(volume => volume.Name)];
        IReadOnlyList<StoreItem> items;
        try
        {
            items = await volumes.Store.ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Sentence($"cannot be listed ({e.Message.TrimEnd('.')})");
        }
        List<string> present = [.. items.Select(item => item.Name).Where(known.Contains)];
        if (known.Count == 0 || (present.Count == 0 && EmptyStoreMark.IsIn(items)))
        {
            return null;
        }
        string why = $"holds none of the {known.Count} volumes that it should";
        foreach (string name in present.Take(MaxTried))
        {
            if (await FindTroubleAsync(name, cancellationToken).ConfigureAwait(false) is not { } trouble)
            {
                return null;
            }
            why = $"cannot be read ({trouble.TrimEnd('.')})";
        }
        return Sentence(why);
    }

    /// <summary>Goes on only when the store is there.</summary>
    /// <exception cref="StoreAwayException">It is away.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (await FindAbsenceAsync(cancellationToken).ConfigureAwait(false) is { } why)
        {
            throw new StoreAwayException(why);
        }
    }

    /// <summary>
    /// The same before the store is opened, when volumes that are in it may be unknown to the catalog still: it is away when it holds no volume at all, the
    /// catalog knows some, and nobody has said that it begins empty.
    /// </summary>
    /// <exception cref="IOException">It cannot be listed.</exception>
    public async Task<string?> FindAbsenceAtStartAsync(CancellationToken cancellationToken)
    {
        int known = catalog.ListVolumes().Count;
        IReadOnlyList<StoreItem> items = await volumes.Store.ListAsync(cancellationToken).ConfigureAwait(false);
        return known == 0 || EmptyStoreMark.IsIn(items) || items.Any(item => VolumeNames.TryParse(item.Name, out _))
            ? null
            : Sentence($"holds no volume, and it should hold {CountText.Of(known, "volume")}")
                + " If the volumes are lost for good and a new store is to begin there: monitas-server store begin-empty.";
    }

    /// <summary>Why the medium gives nothing of a volume; null when it gives something, be it damaged or too short.</summary>
    private async Task<string?> FindTroubleAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream volume = await volumes.Store.OpenStoredAsync(name, cancellationToken).ConfigureAwait(false);
            long last = Math.Max(0, volume.Length - ProbeBytes);
            return await FindTroubleAsync(volume, 0, cancellationToken).ConfigureAwait(false) is not null
                && await FindTroubleAsync(volume, last / 2, cancellationToken).ConfigureAwait(false) is not null
                ? await FindTroubleAsync(volume, last, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static async Task<string?> FindTroubleAsync(Stream volume, long offset, CancellationToken cancellationToken)
    {
        try
        {
            volume.Position = offset;
            await volume.ReadAtLeastAsync(new byte[ProbeBytes], ProbeBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    private string Sentence(string why) => $"The server's store {settings.Store} is away: it {why}. Mount it or mend its disk on the server; nothing of it is known to be lost.";
}
