using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Makes an MD array with its old UUID and reads it back. Its first synchronisation goes on beside the other steps, and after the restart.</summary>
internal static class ArrayMaker
{
    /// <summary>Numbers below are what a restored system's own tools may expect to be theirs.</summary>
    private const int FirstNumber = 100;
    private const int LastNumber = 500;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>Makes it; from then on later steps find it by its name in the plan.</summary>
    public static async Task RunAsync(MakeArray step, RebuildContext context, CancellationToken ct)
    {
        LayoutArray array = step.Array;
        string node = FreeNode();
        List<string> members = [.. array.Members.Select(context.Node)];
        await ExternalTool.RunAsync("mdadm", MdadmCommand.Create(array, node, members, [.. array.Spares.Select(context.Node)]), ct, Timeout).ConfigureAwait(false);
        context.AddDevice(array.Name, node);
        context.AddTakedown(new Takedown("mdadm", MdadmCommand.Stop(node), $"the RAID array {array.Name}"));
        await DiskNodes.SettleAsync(ct).ConfigureAwait(false);
        ToolResult detail = await ExternalTool.RunAsync("mdadm", MdadmCommand.Detail(node), ct).ConfigureAwait(false);
        string difference = MdadmCommand.Difference(array, BlkidExport.Parse(detail.Output), DiskTree.SizeBytes(DiskTree.KernelName(node)));
        if (difference.Length > 0)
        {
            throw RebuildContext.Failure($"The new RAID array {array.Name} reads back otherwise than planned: {difference}.");
        }

        // What lay at the same place of an old array would show through.
        await ExternalTool.RunAsync("wipefs", ["-a", "-f", node], ct).ConfigureAwait(false);
        context.Log($"{array.Name} is {node}: {array.Level} of {string.Join(", ", members)}");
    }

    private static string FreeNode()
    {
        for (int number = FirstNumber; number < LastNumber; number++)
        {
            string name = "md" + number.ToString(CultureInfo.InvariantCulture);
            if (!Directory.Exists("/sys/class/block/" + name))
            {
                return "/dev/" + name;
            }
        }

        throw RebuildContext.Failure("This PC has no free number for a RAID array.");
    }
}
