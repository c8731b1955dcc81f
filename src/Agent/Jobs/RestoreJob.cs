using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Files;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Jobs;

/// <summary>Puts chosen files of an archive back on this machine while it runs.</summary>
/// <param name="source">Where this machine's tree lies.</param>
/// <param name="clock">The time.</param>
internal sealed class RestoreJob(SourceOptions source, TimeProvider clock)
{
    /// <summary>Does it. With a directory to restore to, that directory is made when it is missing and holds the full paths.</summary>
    /// <exception cref="InvalidDataException">The directory is not an absolute path, or the map of owners makes no sense here.</exception>
    /// <exception cref="FileNotFoundException">The archive holds none of the paths.</exception>
    /// <exception cref="ArchiveServerException">The archive cannot be had.</exception>
    /// <exception cref="Interop.LinuxException">The disk is full or fails.</exception>
    internal async Task<JobResult> RunAsync(RestoreOrder order, IArchiveServer server, IJobProgress progress, CancellationToken cancellationToken)
    {
        string target = source.Root;
        if (order.ToDirectory.Length > 0)
        {
            if (!order.ToDirectory.StartsWith('/'))
            {
                throw new InvalidDataException($"The directory to restore to must be an absolute path; '{order.ToDirectory}' is not.");
            }
            target = Path.Join(source.Root, order.ToDirectory);
            Directory.CreateDirectory(target);
        }
        ArchiveRestorer restorer = new(server, source.WorkDirectory, clock);
        Func<IWalkNotes, OwnerMap>? makeOwners = order.OwnersByName || order.OwnerRules.Count > 0 ? notes => MakeOwners(order, notes) : null;
        return await restorer.RestorePathsAsync(order.Paths, target, order.OnConflict, progress, cancellationToken, makeOwners).ConfigureAwait(false);
    }

    /// <summary>The names are those of this machine, wherever on it the files go.</summary>
    private OwnerMap MakeOwners(RestoreOrder order, IWalkNotes notes)
    {
        using DirectoryChain root = new(Encoding.UTF8.GetBytes(source.Root));
        return new OwnerMap(order.OwnerRules, order.OwnersByName, SourceTree.ReadNames(root, "passwd"u8), SourceTree.ReadNames(root, "group"u8), notes);
    }
}
