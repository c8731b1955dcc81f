using System;
using System.CommandLine;
using Monitas.Lab.BaseDisks;

namespace Monitas.Lab.Cli;

/// <summary>disk: makes the disks of the PCs beforehand, so that nothing waits for them later.</summary>
public static class DiskCommand
{
    /// <summary>The command.</summary>
    public static Command Make(TimeProvider clock)
    {
        Option<string> folder = new("--out") { Description = "Where the logs of their making go.", Required = true };
        Command command = new("disk", "Makes the disks of the virtual PCs, Debian 12, unless this month's are there.") { folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                // One build makes the plain disks of both kinds of firmware.
                await new SourceDisks(clock).GetAsync(SourceLayout.Stack, parsed.GetRequiredValue(folder), Console.Out.WriteLine, cancellation);
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
