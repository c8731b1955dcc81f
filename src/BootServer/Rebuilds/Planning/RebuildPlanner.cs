using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// (archive's layout, target machine, the sysadmin's choice of disks) -> the plan. Pure: the same request always gives the same
/// plan. A plan that cannot be run says why in its refusals and has no steps.
/// </summary>
internal static class RebuildPlanner
{
    private static readonly TimeSpan OldArchive = TimeSpan.FromDays(7);

    /// <summary>Makes the plan; never throws on odd layouts or facts, but refuses.</summary>
    public static RebuildPlan MakePlan(RebuildPlanRequest request)
    {
        List<string> refusals = [.. LayoutCheck.Problems(request.Layout)];
        LayoutChange change = refusals.Count == 0 ? LayoutChoice.Apply(request) : new LayoutChange(request.Layout, request.Disks, [], []);
        refusals.AddRange(change.Refusals);
        request = request with { Layout = change.Layout, Disks = change.Disks };
        StorageNeeds? needs = refusals.Count == 0 ? new StorageNeeds(new StorageTree(request.Layout, request.Grow)) : null;
        TargetChoice choice = needs is not null ? TargetPicker.Pick(request, needs) : new TargetChoice([], [], []);
        refusals.AddRange(Refusals(request));
        refusals.AddRange(choice.Refusals);
        FittedStorage? storage = needs is not null && refusals.Count == 0 ? StorageFitter.Fit(needs, choice.Disks) : null;
        refusals.AddRange(storage?.Refusals ?? []);
        NameInterfaces? names = request.Layout.IsOfImages ? null : InterfaceNames.Step(request.Layout.NetworkInterfaces, request.Target.MacAddresses);
        return new RebuildPlan
        {
            Version = request.Layout.IsOfImages ? RebuildPlan.ImageVersion : IsPlain(request.Layout) && names is null ? 1 : RebuildPlan.CurrentVersion,
            Machine = request.Machine,
            MachineName = request.MachineName,
            Onto = request.Onto,
            Archive = request.Archive,
            ArchiveTime = request.ArchiveTime,
            Firmware = request.Target.Firmware,
            Targets = [.. choice.Disks.Select(ToTarget)],
            Steps = refusals.Count == 0 && needs is not null && storage is not null ? Steps(request.Layout, needs.Tree, choice.Disks, storage, names) : [],
            Warnings = [.. Warnings(request), .. change.Warnings, .. needs is null ? [] : ContainerWarnings.Of(needs.Tree), .. choice.Warnings, .. choice.Disks.SelectMany(d => d.Fit.Warnings), .. storage?.Warnings ?? []],
            Refusals = refusals,
        };
    }

    /// <summary>Has the machine nothing between partitions and file systems, and no btrfs with subvolumes or several devices? Its plan is version 1.</summary>
    public static bool IsPlain(MachineLayout layout) =>
        layout.Arrays.Count == 0 && layout.Encryptions.Count == 0 && layout.VolumeGroups.Count == 0 && layout.FileSystems.All(f => f.Btrfs is null);

    private static IReadOnlyList<PlanStep> Steps(MachineLayout layout, StorageTree tree, IReadOnlyList<ChosenDisk> disks, FittedStorage storage, NameInterfaces? names) =>
        layout.IsOfImages ? ImageStepList.Make(layout, disks) : StepList.Make(tree, disks, storage, names);

    private static List<string> Refusals(RebuildPlanRequest request)
    {
        MachineLayout layout = request.Layout;
        List<string> refusals = [.. layout.Unsupported];
        if (request.IsArchiveLost)
        {
            refusals.Add("Nothing can be restored from this archive, since the list of its files is lost: rebuild from another archive.");
        }

        if (layout.IsOfImages && request.Onto is not null)
        {
            refusals.Add($"The archive holds images, and no agent may be in them that could report from {request.Onto}, by which that PC would become {request.MachineName}: rebuild from images on the machine's own hardware.");
        }

        bool starts = !request.IsEmpty && !layout.IsOfImages;
        if (starts && !layout.FileSystems.Any(f => f.MountPoint == "/"))
        {
            refusals.Add("The archive's layout has no root file system: restore its files onto a machine that runs instead.");
        }

        foreach (LayoutFileSystem fileSystem in layout.FileSystems.Where(f => f.MountPoint.Length > 0 && !FileSystemTypes.CanMake(f.Type)))
        {
            refusals.Add($"{fileSystem.MountPoint} is a {fileSystem.Type} file system, which a rebuild cannot make.");
        }

        foreach (LayoutDisk disk in layout.Disks.Where(d => d.TableKind is not ("gpt" or "dos" or "")))
        {
            refusals.Add($"{disk.Name} has a partition table of the kind '{disk.TableKind}'; a rebuild can write GPT and MBR.");
        }

        if (starts && layout.BootLoader.Kind is not (LayoutBootLoader.Grub or LayoutBootLoader.SystemdBoot or LayoutBootLoader.UnifiedKernel))
        {
            refusals.Add("The boot loader of the backed up system is none of GRUB, systemd-boot and a unified kernel image, or could not be recognised: a rebuild could not make it start.");
        }

        if (starts && layout.Firmware == FirmwareKind.Uefi && StepList.EfiPartition(layout).Length == 0)
        {
            refusals.Add("The EFI system partition was not mounted when the backup was made, so its loader is not in the archive: mount it at /boot/efi and back up again.");
        }

        refusals.AddRange(FirmwareRefusal(layout.Firmware, request.Target.Firmware));
        return refusals;
    }

    private static IEnumerable<string> FirmwareRefusal(FirmwareKind layout, FirmwareKind target)
    {
        if (layout == FirmwareKind.Uefi && target == FirmwareKind.Bios)
        {
            yield return "The backed up system starts by UEFI, but this machine was started in BIOS mode: switch its firmware to UEFI and start it from the network again.";
        }
        else if (layout == FirmwareKind.Bios && target == FirmwareKind.Uefi)
        {
            yield return "The backed up system starts by BIOS, but this machine was started in UEFI mode: switch its firmware to legacy (CSM) start and start it from the network again.";
        }
    }

    private static IEnumerable<string> Warnings(RebuildPlanRequest request)
    {
        string list = $"monitas-server archive verify {request.MachineName} {request.ArchiveNumber}";
        foreach (string damage in request.ArchiveDamage)
        {
            yield return $"The archive is not whole: {damage.TrimEnd('.')}. What is hit is left out; {list} lists it.";
        }

        TimeSpan age = request.Now - request.ArchiveTime;
        if (age > OldArchive)
        {
            yield return $"The archive is {(int)age.TotalDays} days old: what changed since then is not in it.";
        }

        foreach (string warning in request.Layout.Warnings)
        {
            yield return warning;
        }

        foreach (LayoutFileSystem fileSystem in request.Layout.FileSystems.Where(f => !request.IsWritten && f.MountPoint.Length == 0 && f.Type != "swap"))
        {
            string what = FileSystemTypes.CanMake(fileSystem.Type) ? "is made empty" : "is left without a file system";
            yield return $"{fileSystem.Device} held a {fileSystem.Type} file system that was not mounted, so its files are not in the archive: it {what}.";
        }

        if (request.Layout is { IsOfImages: true, Firmware: FirmwareKind.Uefi, BootEntries: null })
        {
            yield return @"The firmware had no boot entry for these disks when they were backed up: they start only if their EFI system partition holds \EFI\BOOT\BOOTX64.EFI.";
        }

        bool needsCoreSpace = !request.IsEmpty && !request.Layout.IsOfImages && request.Layout.Firmware == FirmwareKind.Bios && request.Layout.Disks.Any(d => d.TableKind == "gpt");
        if (needsCoreSpace && !request.Layout.Disks.SelectMany(d => d.Partitions).Any(p => PartitionTypes.IsBiosBoot(p.Type)))
        {
            yield return "The GPT has no BIOS boot partition: GRUB may refuse to install itself.";
        }
    }

    private static PlanTarget ToTarget(ChosenDisk disk) => new()
    {
        Name = disk.Layout.Name,
        Serial = disk.Target.Serial,
        Wwn = disk.Target.Wwn,
        SizeBytes = disk.Target.SizeBytes,
        LogicalSectorBytes = disk.Target.LogicalSectorBytes,
        Model = disk.Target.Model,
        Content = disk.Target.Content,
    };
}
