using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Makes the initramfs of all installed kernels anew where the new hardware may need it.</summary>
internal static class InitramfsRebuilder
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(60);

    /// <summary>Looks, decides, and runs the restored system's own tool if needed.</summary>
    public static async Task RunAsync(RestoredSystem system, RebuildContext context, CancellationToken ct)
    {
        InitramfsAdvice advice = InitramfsAdvice.Decide(Facts(system) with { StartsFromEfi = StartsFromEfi(context.Plan) });
        if (advice.IsProblem)
        {
            context.Warn(advice.Reason);
        }
        else
        {
            context.Log(advice.Reason);
        }

        if (advice.Tool.Length == 0)
        {
            return;
        }

        system.MountKernelFileSystems();
        string program = ExternalTool.Find(advice.Tool, system.Root)!;
        IReadOnlyList<string> arguments = advice.Tool == "dracut" ? ["--force", "--regenerate-all", "--no-hostonly"] : await ArgumentsAsync(system, program, ct).ConfigureAwait(false);
        await system.RunAsync(program, arguments, Timeout, ct).ConfigureAwait(false);
        List<string> missing = Facts(system) is var facts ? [.. facts.Kernels.Except(facts.WithImage)] : [];
        if (missing.Count > 0)
        {
            throw RebuildContext.Failure($"{advice.Tool} claimed success, but the initramfs of {string.Join(", ", missing)} is not there.");
        }
    }

    private static bool StartsFromEfi(RebuildPlan plan) => plan.Steps.OfType<InstallBootLoader>().Any(step => step.Loader.Kind != LayoutBootLoader.Grub);

    /// <summary>"-u -k all" renews only images that exist, so missing ones are made first.</summary>
    private static async Task<IReadOnlyList<string>> ArgumentsAsync(RestoredSystem system, string program, CancellationToken ct)
    {
        InitramfsFacts facts = Facts(system);
        foreach (string kernel in facts.Kernels.Except(facts.WithImage))
        {
            await system.RunAsync(program, ["-c", "-k", kernel], Timeout, ct).ConfigureAwait(false);
        }

        return ["-u", "-k", "all"];
    }

    private static InitramfsFacts Facts(RestoredSystem system)
    {
        string boot = system.Root + "/boot";
        List<string> kernels = Directory.Exists(boot)
            ? [.. Directory.GetFiles(boot, "vmlinuz-*").Select(f => Path.GetFileName(f)["vmlinuz-".Length..])
                .Where(k => system.Exists("/lib/modules/" + k) || system.Exists("/usr/lib/modules/" + k)).Order(StringComparer.Ordinal)]
            : [];
        return new InitramfsFacts
        {
            Kernels = kernels,
            WithImage = [.. kernels.Where(k => system.Exists("/boot/initrd.img-" + k) || system.Exists($"/boot/initramfs-{k}.img"))],
            HasInitramfsTools = system.FindProgram("update-initramfs") is not null,
            HasDracut = system.FindProgram("dracut") is not null,
            Modules = InitramfsAdvice.ModulesOf(SettingFiles(system).Select(SysFs.Text)),
        };
    }

    private static IEnumerable<string> SettingFiles(RestoredSystem system)
    {
        string directory = system.Root + "/etc/initramfs-tools/conf.d";
        IEnumerable<string> further = Directory.Exists(directory) ? Directory.GetFiles(directory).Order(StringComparer.Ordinal) : [];
        return further.Prepend(system.Root + "/etc/initramfs-tools/initramfs.conf");
    }
}
