using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>
/// Makes grub.cfg when the archive held none. A restored one is left as it is: it names file systems by UUID, and those are kept. Where the plan makes
/// other file systems than the archive's, it is made anew.
/// </summary>
internal static class GrubMenu
{
    private static readonly string[] Directories = ["/boot/grub", "/boot/grub2"];
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>Makes the menu if there is none, or none that fits.</summary>
    public static async Task EnsureAsync(RestoredSystem system, RebuildContext context, CancellationToken ct)
    {
        bool exists = Directories.Any(d => system.Exists(d + "/grub.cfg"));
        if (exists && context.Step<WriteMountTable>() is null)
        {
            return;
        }

        string directory = Directories.FirstOrDefault(d => system.Exists(d + "/grub.cfg")) ?? Directories.FirstOrDefault(system.Exists) ?? Directories[0];
        string make = system.FindProgram("grub-mkconfig", "grub2-mkconfig")
            ?? throw RebuildContext.Failure("The restored system has neither a grub.cfg nor grub-mkconfig, so it cannot be made to start.");
        context.Log($"The archive holds {(exists ? "the grub.cfg of other file systems" : "no grub.cfg")}: making {directory}/grub.cfg");
        await system.RunAsync(make, ["-o", directory + "/grub.cfg"], Timeout, ct).ConfigureAwait(false);
    }
}
