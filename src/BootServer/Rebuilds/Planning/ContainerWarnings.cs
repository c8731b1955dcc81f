using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>What a sysadmin should know of what lies between partitions and file systems before approving. Pure.</summary>
internal static class ContainerWarnings
{
    /// <summary>The warnings of a layout that <see cref="LayoutCheck"/> has passed; none of one that it has not.</summary>
    public static IEnumerable<string> Of(StorageTree tree)
    {
        MachineLayout layout = tree.Layout;
        foreach (LayoutEncryption encryption in layout.Encryptions)
        {
            yield return $"{encryption.MapName} is encrypted anew, and no old passphrase or token opens it. Its new passphrase is told once, by monitas-server job passphrases, when the rebuild is done with the disks: the PC may ask for it when it starts.";
        }

        IEnumerable<string> made = layout.Arrays.Select(a => a.Name).Concat(layout.Encryptions.Select(e => e.Name))
            .Concat(layout.VolumeGroups.SelectMany(g => g.Volumes.Where(v => v.ThinPool is null).Select(v => LayoutDeviceNames.Volume(g.Name, v.Name))));
        foreach (string device in made.Where(d => !tree.IsUsed(d)))
        {
            yield return $"{device} held nothing that is in the archive: it is made again, empty.";
        }
    }
}
