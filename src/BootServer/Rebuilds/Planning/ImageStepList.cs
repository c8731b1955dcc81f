using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>Writes the steps of a plan that puts a cold backup back: tables, images, boot code, the firmware's entries.</summary>
internal static class ImageStepList
{
    /// <summary>The steps in the order in which the agent runs them.</summary>
    /// <param name="layout">A layout with images.</param>
    /// <param name="disks">On which disks.</param>
    public static IReadOnlyList<PlanStep> Make(MachineLayout layout, IReadOnlyList<ChosenDisk> disks)
    {
        List<PlanStep> steps = [];
        foreach (ChosenDisk disk in disks)
        {
            steps.Add(StepList.Clear(disk));
            if (disk.Layout.TableKind.Length > 0)
            {
                steps.Add(StepList.Table(disk));
            }
        }

        // Boot code last: a disk that was cut off in the middle does not begin to start.
        steps.AddRange((layout.Images ?? []).OrderBy(i => i.Type == LayoutImage.BootCode).Select(Write));
        if (layout.Firmware == FirmwareKind.Uefi)
        {
            // Each entry that is made goes to the front of the boot order, so the first comes last.
            steps.AddRange((layout.BootEntries ?? []).Reverse().Select(Add));
        }

        steps.Add(new Finish { Description = "Flush all disks" });
        return steps;
    }

    private static WriteImage Write(LayoutImage image) => new()
    {
        Device = image.Device,
        Path = image.Path,
        SizeBytes = image.SizeBytes,
        HolesAreZeros = image.HolesAreZeros,
        Description = $"Write {What(image)} to {Where(image)}: {SizeText.Of(image.UsedBytes)} of {SizeText.Of(image.SizeBytes)}, {(image.HolesAreZeros ? "the rest zeros" : "the rest unused")}, and read it back",
    };

    private static string Where(LayoutImage image) => image.Type == LayoutImage.BootCode ? $"the begin of {image.Device}" : DeviceText.Of(image.Device);

    private static string What(LayoutImage image) =>
        image.Type == LayoutImage.BootCode ? "the boot code"
        : $"the image of {(image.Type.Length > 0 ? image.Type : "content of no known kind")}{(image.Label.Length > 0 ? $" '{image.Label}'" : "")}";

    private static AddBootEntry Add(LayoutBootEntry entry) => new()
    {
        Device = entry.Device,
        Label = entry.Label,
        Loader = entry.Loader,
        Description = $"Make the UEFI firmware start {entry.Label} ({entry.Loader}) from {DeviceText.Of(entry.Device)}",
    };
}
