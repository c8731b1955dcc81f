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
        Wrap(text, "", $"Rebuild {plan.MachineName}{(plan.Onto is { } onto ? $" onto the PC {onto}" : "")} from the archive of {plan.ArchiveTime.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC");
        Wrap(text, "  archive   ", plan.Archive.ToString());
        Wrap(text, "  firmware  ", plan.Firmware == FirmwareKind.Uefi ? "UEFI" : "BIOS");
        Wrap(text, "  plan      ", plan.Hash());
        RenderTargets(text, plan.Targets);
        RenderList(text, "Steps", Numbered(plan.Steps));
        RenderList(text, "Warnings", Marked("! ", plan.Warnings));
        RenderList(text, "This plan cannot be run", Marked("x ", plan.Refusals));
        return text.ToString();
    }

    private static void RenderTargets(StringBuilder text, IReadOnlyList<PlanTarget> targets)
    {
        List<(string Lead, string Line)> lines = [];
        foreach (PlanTarget target in targets)
        {
            lines.Add(($"  {target.Name}  ", $"{DiskText.Of(target)}, {(target.Content.Length == 0 ? "blank" : "now " + target.Content)}"));
        }

        RenderList(text, "Everything on these disks will be destroyed", lines);
    }

    private static void RenderList(StringBuilder text, string title, List<(string Lead, string Line)> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        text.Append('\n').Append(title).Append(":\n");
        foreach ((string lead, string line) in lines)
        {
            Wrap(text, lead, line);
        }
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

    private static List<(string Lead, string Line)> Marked(string mark, IReadOnlyList<string> sentences)
    {
        List<(string Lead, string Line)> lines = [];
        foreach (string sentence in sentences)
        {
            lines.Add(("  " + mark, sentence));
        }

        return lines;
    }

    /// <summary>Adds <paramref name="line"/> behind <paramref name="lead"/>; further lines are indented by the lead's width.</summary>
    private static void Wrap(StringBuilder text, string lead, string line)
    {
        text.Append(lead);
        int column = lead.Length;
        bool first = true;
        foreach (string word in line.Split(' '))
        {
            if (!first && column + 1 + word.Length > Columns)
            {
                text.Append('\n').Append(' ', lead.Length);
                column = lead.Length;
                first = true;
            }

            if (!first)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
            first = false;
        }

        text.Append('\n');
    }
}
