using System.Collections.Generic;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>A layout as the sysadmin wants it: with other disks than it was recorded with.</summary>
/// <param name="Layout">The layout.</param>
/// <param name="Disks">The choices of disks that are left.</param>
/// <param name="Warnings">What that means.</param>
/// <param name="Refusals">Why it cannot be; empty when it can.</param>
internal sealed record LayoutChange(MachineLayout Layout, IReadOnlyList<DiskChoice> Disks, IReadOnlyList<string> Warnings, IReadOnlyList<string> Refusals);
