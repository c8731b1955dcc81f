using System;
using System.CommandLine;
using Monitas.Lab.BaseDisks;
using Monitas.Lab.Machines;

namespace Monitas.Lab.Cli;

/// <summary>disk: makes the PC's disk beforehand, so that nothing waits for it later.</summary>
public static class DiskCommand
{
    /// <summary>The command.</summary>
    public static Command Make(TimeProvider clock)
    {
        Option<string> folder = new("--out") { Description = "Where the log of its making goes.", Required = true };
        Command command = new("disk", "Makes the disk of the virtual PC, Debian 12, unless this month's is there.") { folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                // One build makes the disks of both kinds of firmware.
                await new BaseDisk(clock).GetAsync(Firmware.Bios, parsed.GetRequiredValue(folder), Console.Out.WriteLine, cancellation);
                return 0;
            }
            catch (LabException failure)
            {
                Console.Error.WriteLine($"monitas-lab: {failure.Message}");
                return 1;
            }
        });
        return command;
    }
}
