using System.Collections.Generic;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>Which disk of the target takes which disk of the layout, or why there is no answer.</summary>
/// <param name="Disks">A disk for each layout disk, in the layout's order; only complete when there are no refusals.</param>
/// <param name="Warnings">What the sysadmin should know about the choice.</param>
/// <param name="Refusals">Why no choice could be made; empty when it could.</param>
internal sealed record TargetChoice(IReadOnlyList<ChosenDisk> Disks, IReadOnlyList<string> Warnings, IReadOnlyList<string> Refusals);

/// <summary>One pair.</summary>
/// <param name="Layout">The disk as it was.</param>
/// <param name="Target">The disk that is overwritten.</param>
/// <param name="Fit">The partitions placed on the target.</param>
internal sealed record ChosenDisk(LayoutDisk Layout, DiskFacts Target, DiskFit Fit);
