using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// The last word on every plan, whatever was computed before: no file system may get less than its files need, and none that keeps its size may
/// lose any. Pure.
/// </summary>
internal static class FileSystemFit
{
    /// <summary>What does not fit, one sentence each with the numbers.</summary>
    /// <param name="needs">What each device needs.</param>
    /// <param name="sizes">What each device gets, in bytes.</param>
    public static IEnumerable<string> Refusals(StorageNeeds needs, IReadOnlyDictionary<string, long> sizes)
    {
        foreach (LayoutFileSystem fileSystem in needs.Tree.Layout.FileSystems)
        {
            IReadOnlyList<string> devices = StorageTree.DevicesOf(fileSystem);
            (long needed, long given) = devices.Count == 1 ? One(needs, sizes, devices[0]) : Several(needs.Tree, sizes, fileSystem, devices);
            if (given < needed)
            {
                string what = fileSystem.MountPoint.Length > 0 ? fileSystem.MountPoint : $"The {fileSystem.Type}";
                yield return $"{what} needs {SizeText.AtLeast(needed)} on {string.Join(" and ", devices.Select(DeviceText.Of))}, and the new disks leave {SizeText.Of(given)} for it.";
            }
        }
    }

    private static (long Needed, long Given) One(StorageNeeds needs, IReadOnlyDictionary<string, long> sizes, string device) =>
        (needs.Tree.SizeBytes(device) - needs.SlackBytes(device), sizes.GetValueOrDefault(device));

    /// <summary>Of several devices each may be smaller if all together hold the files.</summary>
    private static (long Needed, long Given) Several(StorageTree tree, IReadOnlyDictionary<string, long> sizes, LayoutFileSystem fileSystem, IReadOnlyList<string> devices)
    {
        List<long> old = [.. devices.Select(tree.SizeBytes)];
        List<long> now = [.. devices.Select(d => sizes.GetValueOrDefault(d))];
        string profile = fileSystem.Btrfs?.DataProfile ?? "";
        bool isSmaller = old.Zip(now).Any(p => p.Second < p.First);
        return isSmaller && FileSystemNeeds.CanResize(fileSystem) && fileSystem.UsedBytes > 0
            ? (BtrfsSpace.NeededBytes(fileSystem, old), BtrfsSpace.Capacity(profile, now))
            : isSmaller ? (old.Sum(), now.Sum()) : (0, 0);
    }
}
