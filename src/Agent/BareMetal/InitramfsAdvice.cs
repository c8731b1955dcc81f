using System;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.Agent.BareMetal;

/// <summary>What a restored system says about its initramfs images.</summary>
internal sealed record InitramfsFacts
{
    /// <summary>The installed kernels (a vmlinuz in /boot and modules below /lib/modules), such as "6.1.0-56-amd64".</summary>
    public required IReadOnlyList<string> Kernels { get; init; }

    /// <summary>Those of them that have an initramfs in /boot.</summary>
    public required IReadOnlyList<string> WithImage { get; init; }

    /// <summary>Is update-initramfs (initramfs-tools) installed?</summary>
    public bool HasInitramfsTools { get; init; }

    /// <summary>Is dracut installed?</summary>
    public bool HasDracut { get; init; }

    /// <summary>Does the loader start kernels that lie on the EFI system partition (systemd-boot, unified kernel images)?</summary>
    public bool StartsFromEfi { get; init; }

    /// <summary>The last MODULES= of initramfs-tools' settings: "most", "dep", "list" ...; empty when none is set.</summary>
    public string Modules { get; init; } = "";
}

/// <summary>Whether the initramfs must be made anew, and why. Pure.</summary>
/// <param name="Tool">"update-initramfs" or "dracut"; empty when nothing is to be done.</param>
/// <param name="Reason">A sentence for the job's log.</param>
/// <param name="IsProblem">Is the sentence a warning?</param>
internal sealed record InitramfsAdvice(string Tool, string Reason, bool IsProblem = false)
{
    /// <summary>
    /// Decides. MODULES=most, Debian's default, puts the drivers of all common controllers into the image, so that it starts on any
    /// hardware and making it anew (minutes on a slow machine) would change nothing. Anything narrower was made for the old hardware.
    /// </summary>
    public static InitramfsAdvice Decide(InitramfsFacts facts)
    {
        List<string> missing = [.. facts.Kernels.Except(facts.WithImage)];
        if (facts.Kernels.Count == 0 && facts.StartsFromEfi)
        {
            return new InitramfsAdvice("", "The kernels on the EFI system partition stay as they were: if they were made for the old hardware only, make them anew once the system runs.", IsProblem: true);
        }

        if (facts.Kernels.Count == 0)
        {
            return new InitramfsAdvice("", "The archive holds no kernel in /boot with its modules: the restored system will not start before one is installed.", IsProblem: true);
        }

        if (facts.HasInitramfsTools)
        {
            return missing.Count > 0 ? new InitramfsAdvice("update-initramfs", $"The initramfs of {string.Join(", ", missing)} is missing: making all anew.")
                : facts.Modules is "" or "most" ? new InitramfsAdvice("", "The initramfs images hold drivers for any hardware (MODULES=most) and stay as they were.")
                : new InitramfsAdvice("update-initramfs", $"The initramfs images were made for the old hardware only (MODULES={facts.Modules}): making all anew.");
        }

        return facts.HasDracut ? new InitramfsAdvice("dracut", "dracut makes images for the old hardware only: making all anew for any hardware.")
            : missing.Count == 0 ? new InitramfsAdvice("", "The restored system has no tool to make an initramfs; its images stay as they were.", IsProblem: true)
            : new InitramfsAdvice("", $"The restored system has no initramfs for {string.Join(", ", missing)} and no tool to make one: it may not start.", IsProblem: true);
    }

    /// <summary>The value that MODULES has at the end of initramfs-tools' settings, read in the order in which the tool reads them.</summary>
    public static string ModulesOf(IEnumerable<string> files) =>
        files.SelectMany(f => f.Split('\n')).Select(l => l.Trim()).Where(l => l.StartsWith("MODULES=", StringComparison.Ordinal))
            .Select(l => l["MODULES=".Length..].Split('#')[0].Trim().Trim('"', '\'')).LastOrDefault("");
}
