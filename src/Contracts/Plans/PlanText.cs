using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Monitas.Contracts.Machines;

namespace Monitas.Contracts.Plans;

/// <summary>A plan as a person reads it: at most 80 columns, so that it fits any terminal and the boot image's screen.</summary>
public static class PlanText
{
    /// <summary>The width that lines are kept to; a word that is longer than that stays whole.</summary>
    public const int Columns = 80;

    /// <summary>The whole plan as text, each line ended by a newline.</summary>
    public static string Render(RebuildPlan plan)
    {
        StringBuilder text = new();
        WrappedText.Line(text, "", Title(plan));
        if (plan.PrepFrom?.Length != 0)
        {
            WrappedText.Line(text, "  archive   ", plan.Archive.ToString());
        }

        WrappedText.Line(text, "  firmware  ", plan.Firmware == FirmwareKind.Uefi ? "UEFI" : "BIOS");
        WrappedText.Line(text, "  plan      ", plan.Hash());
        RenderTargets(text, plan.Targets);
        WrappedText.List(text, "Steps", Numbered(plan.Steps));
        WrappedText.List(text, "Warnings", WrappedText.Marked("! ", plan.Warnings));
        WrappedText.List(text, "This plan cannot be run", WrappedText.Marked("x ", plan.Refusals));
        return text.ToString();
    }

    private static string Title(RebuildPlan plan)
    {
        string archive = $"of {plan.ArchiveTime.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC";
        return plan.PrepFrom switch
        {
            null => $"Rebuild {plan.MachineName}{(plan.Onto is { } onto ? $" onto the PC {onto}" : "")} from the archive {archive}",
            "" => $"Prepare the disks of {plan.MachineName}; no files are put onto them",
            { } from => $"Prepare {plan.MachineName} and put {from}'s archive {archive} onto it",
        };
    }

    private static void RenderTargets(StringBuilder text, IReadOnlyList<PlanTarget> targets)
    {
        List<(string Lead, string Line)> lines = [];
        foreach (PlanTarget target in targets)
        {
            lines.Add(($"  {target.Name}  ", $"{DiskText.Of(target)}, {(target.Content.Length == 0 ? "blank" : "now " + target.Content)}"));
        }

        WrappedText.List(text, "Everything on these disks will be destroyed", lines);
    }

    private static List<(string Lead, string Line)> Numbered(IReadOnlyList<PlanStep> steps)
    {
        List<(string Lead, string Line)> lines = [];
        for (int i = 0; i < steps.Count; i++)
        {
            lines.Add((string.Create(CultureInfo.InvariantCulture, $"  {i + 1,2}. "), steps[i].Description));
        }

        return lines;
    }
}
