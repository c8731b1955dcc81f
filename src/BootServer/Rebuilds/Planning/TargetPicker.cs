using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// Chooses the disks that a rebuild may overwrite. A removable or read-only disk is never chosen, a USB disk only when it was
/// named. A disk is taken without being named only if there is no choice: it is the very disk of the backup, or the only one that
/// could take the layout. Pure.
/// </summary>
internal sealed class TargetPicker
{
    private readonly RebuildPlanRequest _request;
    private readonly StorageNeeds _needs;
    private readonly Dictionary<LayoutDisk, DiskFacts> _taken = [];
    private readonly List<string> _warnings = [];
    private readonly List<string> _refusals = [];

    private TargetPicker(RebuildPlanRequest request, StorageNeeds needs)
    {
        _request = request;
        _needs = needs;
    }

    /// <summary>Chooses for every disk of the request's layout.</summary>
    /// <param name="request">The request.</param>
    /// <param name="needs">What each device of its layout needs.</param>
    public static TargetChoice Pick(RebuildPlanRequest request, StorageNeeds needs)
    {
        TargetPicker picker = new(request, needs);
        picker.TakeNamed();
        if (picker._refusals.Count == 0)
        {
            picker.TakeSameDisks();
            picker.TakeLegs();
            picker.TakeOnlyCandidates();
        }

        List<ChosenDisk> chosen = [];
        foreach (LayoutDisk disk in request.Layout.Disks)
        {
            if (picker._taken.TryGetValue(disk, out DiskFacts? target))
            {
                picker.CheckIdentity(disk, target);
                chosen.Add(new ChosenDisk(disk, target, picker.Fit(disk, target)));
            }
        }

        return new TargetChoice(chosen, picker._warnings, picker._refusals);
    }

    private void TakeNamed()
    {
        foreach (DiskChoice choice in _request.Disks)
        {
            LayoutDisk? disk = _request.Layout.Disks.FirstOrDefault(d => d.Name == (choice.LayoutDisk.Length > 0 ? choice.LayoutDisk : RootDiskName()));
            List<DiskFacts> named = [.. _request.Target.Disks.Where(choice.Names)];
            if (disk is null)
            {
                _refusals.Add($"The backup has no disk '{choice.LayoutDisk}'; it has {string.Join(", ", _request.Layout.Disks.Select(d => d.Name))}.");
            }
            else if (named.Count == 0)
            {
                _refusals.Add($"The machine has no disk with serial number, WWN or size '{choice.Value}'. {Listing()}");
            }
            else if (named.Count > 1)
            {
                _refusals.Add($"'{choice.Value}' names {named.Count} disks: give the serial number or WWN of one. {Listing()}");
            }
            else if (WhyNever(named[0]) is { Length: > 0 } reason)
            {
                _refusals.Add($"{DiskText.Of(named[0])} cannot be a target: it is {reason}.");
            }
            else if (_taken.ContainsKey(disk) || _taken.ContainsValue(named[0]))
            {
                _refusals.Add($"'{choice.Value}' is named twice: each disk of the backup needs a disk of its own.");
            }
            else if (Fit(disk, named[0]) is { Fits: false } fit)
            {
                _refusals.Add(TooSmall(disk, fit, named[0]));
            }
            else
            {
                _taken.Add(disk, named[0]);
            }
        }
    }

    /// <summary>The disks of the backup itself, where they are still there.</summary>
    private void TakeSameDisks()
    {
        foreach (LayoutDisk disk in Open())
        {
            List<DiskFacts> same = [.. Candidates(disk).Where(d => IsSame(disk, d))];
            if (same.Count == 1)
            {
                _taken.Add(disk, same[0]);
            }
        }
    }

    /// <summary>
    /// Disks of about one size that hold one array, group or btrfs together, and as many disks that could take them: which of these are overwritten
    /// is no choice, and which is which does not matter. The smallest goes to the smallest.
    /// </summary>
    private void TakeLegs()
    {
        List<LayoutDisk> open = [.. Open().OrderBy(d => d.SizeBytes).ThenBy(d => d.Name, StringComparer.Ordinal)];
        if (open.Count < 2 || open[0].SizeBytes / 20 * 21 < open[^1].SizeBytes || !_needs.Tree.Unions().Any(u => open.All(d => u.Contains(d.Name))))
        {
            return;
        }

        List<DiskFacts> candidates = [.. Candidates(open[0]).OrderBy(d => d.SizeBytes).ThenBy(d => d.Serial, StringComparer.Ordinal).ThenBy(d => d.Wwn, StringComparer.Ordinal)];
        if (candidates.Count == open.Count && open.All(d => Candidates(d).Count == open.Count))
        {
            open.Zip(candidates).ToList().ForEach(p => _taken.Add(p.First, p.Second));
        }
    }

    /// <summary>Largest need first, so that a disk which only the big layout disk fits on is not given to a small one.</summary>
    private void TakeOnlyCandidates()
    {
        foreach (LayoutDisk disk in Open().OrderByDescending(d => Fit(d, 0, 512).NeededBytes).ToList())
        {
            List<DiskFacts> candidates = Candidates(disk);
            if (candidates.Count == 1)
            {
                _taken.Add(disk, candidates[0]);
            }
            else
            {
                _refusals.Add(candidates.Count == 0 ? NoCandidate(disk) : $"{Wanted(disk)} could go onto {candidates.Count} disks: {Which()} {Listing()}");
            }
        }
    }

    private List<LayoutDisk> Open() => [.. _request.Layout.Disks.Where(d => !_taken.ContainsKey(d))];

    private List<DiskFacts> Candidates(LayoutDisk disk) =>
        [.. _request.Target.Disks.Where(d => !_taken.ContainsValue(d) && WhyNever(d).Length == 0 && !IsUsb(d) && Fit(disk, d).Fits)];

    private string NoCandidate(LayoutDisk disk)
    {
        List<DiskFacts> free = [.. _request.Target.Disks.Where(d => !_taken.ContainsValue(d) && WhyNever(d).Length == 0 && !IsUsb(d))];
        if (free.Count == 1)
        {
            return TooSmall(disk, Fit(disk, free[0]), free[0]);
        }

        string need = Need(Fit(disk, 0, 512));
        return free.Count > 1
            ? $"{Wanted(disk)} needs {need}, and no disk of the machine {(Fit(disk, 0, 512).SectorBytes > 0 ? "has that" : "is that large")}. {Listing()}"
            : $"{Wanted(disk)} needs a disk of {need}, and the machine has none for it. A USB disk must be named with --disk.{CanGo(disk)} {Listing()}";
    }

    private string CanGo(LayoutDisk disk) =>
        _request.Layout.Disks.Count > 1 && LayoutWithout.Disk(_request.Layout, disk.Name).Refusals.Count == 0 ? " It can be left out, with --disk none in its place." : "";

    /// <summary>The agent finds the disk again by serial, WWN and size: these must name one disk only.</summary>
    private void CheckIdentity(LayoutDisk disk, DiskFacts target)
    {
        int twins = _request.Target.Disks.Count(d => d.Serial == target.Serial && d.Wwn == target.Wwn && d.SizeBytes == target.SizeBytes);
        if (twins > 1)
        {
            _refusals.Add($"{twins} disks of the machine are alike in serial number, WWN and size ({DiskText.Of(target)}): take out all but the one that shall be overwritten.");
        }

        if (target.Serial.Length == 0 && target.Wwn.Length == 0)
        {
            _warnings.Add($"The disk for {disk.Name} tells neither serial number nor WWN: only its size ({target.SizeBytes} bytes) names it.");
        }

        if (target.Content.Length > 0 && !IsSame(disk, target))
        {
            _warnings.Add($"{DiskText.Of(target)} is not the disk that was backed up and is not blank: {target.Content}. All of it will be lost.");
        }
    }

    private string TooSmall(LayoutDisk disk, DiskFit fit, DiskFacts target) =>
        fit.SectorBytes > 0 && fit.SectorBytes != target.LogicalSectorBytes
            ? $"{Wanted(disk)} needs a disk of {Need(fit)}, since its images are of such; this one has sectors of {target.LogicalSectorBytes}: {DiskText.Of(target)}."
            : $"{Wanted(disk)} needs a disk of {SizeText.AtLeast(fit.NeededBytes)}; this one is too small: {DiskText.Of(target)}.";

    private static string Need(DiskFit fit) => SizeText.AtLeast(fit.NeededBytes) + (fit.SectorBytes > 0 ? $" with sectors of {fit.SectorBytes} bytes" : "");

    private string Wanted(LayoutDisk disk) => _request.Layout.Disks.Count == 1 ? "The backup" : $"The backup's {disk.Name}";

    private string Which() =>
        _request.Layout.Disks.Count == 1 ? "name one with --disk serial=.." : $"name it with --disk serial=.., once for each of {string.Join(", ", _request.Layout.Disks.Select(d => d.Name))} in this order.";

    private string Listing() => _request.Target.Disks.Count == 0
        ? "The machine shows no disk at all: check its cables and controller settings."
        : "The machine's disks: " + string.Join("; ", _request.Target.Disks.Select(Describe)) + ".";

    private static string Describe(DiskFacts disk)
    {
        string reason = WhyNever(disk);
        string note = reason.Length > 0 ? $" ({reason})" : IsUsb(disk) ? " (USB)" : "";
        return $"{DiskText.Of(disk)}{(disk.Serial.Length > 0 && disk.Wwn.Length > 0 ? $", WWN {disk.Wwn}" : "")}{note}, {(disk.Content.Length == 0 ? "blank" : disk.Content)}";
    }

    private DiskFit Fit(LayoutDisk disk, DiskFacts target) => Fit(disk, target.SizeBytes, target.LogicalSectorBytes);

    private DiskFit Fit(LayoutDisk disk, long sizeBytes, int sectorBytes) => PartitionFitter.Fit(disk, _needs, sizeBytes, sectorBytes);

    private string RootDiskName() => _request.Layout.FileSystems.FirstOrDefault(f => f.MountPoint == "/") is { } root ? _needs.Tree.Disks(root.Device)[0] : "disk0";

    private static bool IsSame(LayoutDisk disk, DiskFacts target) =>
        disk.SizeBytes == target.SizeBytes && string.Equals(disk.Serial, target.Serial, StringComparison.Ordinal) && string.Equals(disk.Wwn, target.Wwn, StringComparison.Ordinal)
        && (disk.Serial.Length > 0 || disk.Wwn.Length > 0);

    private static string WhyNever(DiskFacts disk) => disk.Removable ? "removable" : disk.ReadOnly ? "read-only" : "";

    private static bool IsUsb(DiskFacts disk) => disk.Transport == "usb";
}
