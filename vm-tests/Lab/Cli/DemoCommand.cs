using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Product;
using Monitas.Lab.Scenario;

namespace Monitas.Lab.Cli;

/// <summary>demo: plays 'a dead PC comes back' and shows how it went.</summary>
public static class DemoCommand
{
    /// <summary>The command.</summary>
    public static Command Make(TimeProvider clock)
    {
        Option<string> firmware = new("--firmware") { Description = "bios, uefi or both.", DefaultValueFactory = _ => "both" };
        firmware.AcceptOnlyFromAmong("bios", "uefi", "both");
        Option<bool> json = new("--json") { Description = "Print one JSON document; progress goes to standard error." };
        Option<string> server = new("--server") { Description = "The server's program.", Required = true };
        Option<string> agent = new("--agent-deb") { Description = "The agent's Debian package.", Required = true };
        Option<string> image = new("--boot-image") { Description = "The directory with vmlinuz and initrd.img.", Required = true };
        Option<string> folder = new("--out") { Description = "Where logs, pictures of the screen and listings go.", Required = true };
        Command command = new("demo", "A real Debian PC is backed up, loses its disk, and comes back by itself from the network.")
        {
            firmware, json, server, agent, image, folder,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            ProductFiles product = new(parsed.GetRequiredValue(server), parsed.GetRequiredValue(agent), parsed.GetRequiredValue(image));
            Firmware[] kinds = parsed.GetRequiredValue(firmware) switch
            {
                "bios" => [Firmware.Bios],
                "uefi" => [Firmware.Uefi],
                _ => [Firmware.Bios, Firmware.Uefi],
            };
            return await RunAsync(kinds, product, parsed.GetRequiredValue(folder), parsed.GetValue(json), clock, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Firmware[] kinds, ProductFiles product, string folder, bool json, TimeProvider clock, CancellationToken cancellation)
    {
        TextWriter progress = json ? Console.Error : Console.Out;
        List<ComebackResult> results = [];
        foreach (Firmware kind in kinds)
        {
            results.Add(await new DeadPcComesBack(ComebackSetting.Plain(kind), product, folder, clock, progress).RunAsync(cancellation));
            if (!json)
            {
                ResultText.Write(Console.Out, results[^1]);
            }
        }

        if (json)
        {
            Console.Out.WriteLine(ResultText.Json(results));
        }

        return results.All(result => result.Ok) ? 0 : 1;
    }
}
