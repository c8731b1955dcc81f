using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Monitas.Contracts.Plans;

namespace Monitas.Contracts.Wiping;

/// <summary>A plan of a wipe as a person reads it, in the form of <see cref="PlanText"/>.</summary>
public static class WipePlanText
{
    /// <summary>The whole plan as text, each line ended by a newline.</summary>
    public static string Render(WipePlan plan)
    {
        StringBuilder text = new();
        WrappedText.Line(text, "", $"Wipe the disks of {plan.MachineName}");
        WrappedText.Line(text, "  method    ", Word(plan.Method));
        WrappedText.Line(text, "  plan      ", plan.Hash());
        WrappedText.List(text, "Everything on these disks will be destroyed", Disks(plan));
        WrappedText.List(text, "Warnings", WrappedText.Marked("! ", plan.Warnings));
        WrappedText.List(text, "This plan cannot be run", WrappedText.Marked("x ", plan.Refusals));
        return text.ToString();
    }

    /// <summary>The method as it is written on the command line.</summary>
    public static string Word(WipeMethod method) => method == WipeMethod.ThreePasses ? "3-pass" : method.ToString().ToLowerInvariant();

    private static List<(string Lead, string Line)> Disks(WipePlan plan)
    {
        List<(string Lead, string Line)> lines = [];
        for (int i = 0; i < plan.Disks.Count; i++)
        {
            WipeDisk disk = plan.Disks[i];
            string lead = string.Create(CultureInfo.InvariantCulture, $"  {i + 1,2}. ");
            string wwn = disk.Target.Serial.Length > 0 && disk.Target.Wwn.Length > 0 ? $", WWN {disk.Target.Wwn}" : "";
            lines.Add((lead, $"{DiskText.Of(disk.Target)}{wwn}, {(disk.Target.Content.Length == 0 ? "blank" : "now " + disk.Target.Content)}"));
            string indent = new(' ', lead.Length);
            for (int way = 0; way < disk.Ways.Count; way++)
            {
                lines.Add(($"{indent}{(way == 0 ? "" : "if the disk refuses that: ")}", disk.Ways[way].ToString()));
            }

            if (disk.Ways.Count == 0)
            {
                lines.Add((indent, "how, is chosen when the PC has started over the network and the disk was looked at"));
            }

            foreach (string note in disk.Notes)
            {
                lines.Add(($"{indent}! ", note));
            }
        }

        return lines;
    }
}
