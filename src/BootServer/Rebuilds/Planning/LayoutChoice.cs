using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// What the sysadmin's choice of disks changes in a layout before it is planned: a disk is left out, or two become one. Pure.
/// </summary>
internal static class LayoutChoice
{
    /// <summary>Changes the layout of a request; without such choices it stays as it is.</summary>
    public static LayoutChange Apply(RebuildPlanRequest request)
    {
        if (request.Layout.IsOfImages)
        {
            // TargetPicker refuses a disk that is named twice.
            return new LayoutChange(request.Layout, request.Disks, [], request.Disks.Any(c => c.IsNone) ? ["The archive holds images of whole disks: each of them needs a disk of its own, and none can be left out."] : []);
        }

        LayoutChange change = new(request.Layout, request.Disks, [], []);
        foreach (DiskChoice left in request.Disks.Where(c => c.IsNone))
        {
            change = Then(change, LayoutWithout.Disk(change.Layout, left.LayoutDisk), [.. change.Disks.Where(c => c != left)]);
        }

        foreach (List<DiskChoice> same in request.Disks.Where(c => !c.IsNone).GroupBy(c => Named(c, request.Target)).Where(g => g.Key is not null).Select(g => g.ToList()))
        {
            foreach (DiskChoice other in same.Skip(1))
            {
                change = Then(change, LayoutFold.Onto(change.Layout, same[0].LayoutDisk, other.LayoutDisk), [.. change.Disks.Where(c => c != other)]);
            }
        }

        return change;
    }

    /// <summary>The one disk that a choice names; null when there is none or more than one, which is for <see cref="TargetPicker"/> to refuse.</summary>
    private static DiskFacts? Named(DiskChoice choice, MachineFacts target)
    {
        List<DiskFacts> named = [.. target.Disks.Where(choice.Names)];
        return named.Count == 1 ? named[0] : null;
    }

    private static LayoutChange Then(LayoutChange before, LayoutChange after, IReadOnlyList<DiskChoice> disks) =>
        new(after.Refusals.Count > 0 ? before.Layout : after.Layout, disks, [.. before.Warnings, .. after.Warnings], [.. before.Refusals, .. after.Refusals]);
}
