using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Wiping.Wire;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Wiping;

namespace Monitas.Agent.Wiping;

/// <summary>Asks disks how they can be erased. Nothing is changed by asking.</summary>
internal static class ErasureReader
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private static readonly (string Code, WipeTechnique Technique)[] ScsiSanitize =
    [
        ("0x48,0x02", WipeTechnique.ScsiSanitizeBlock),
        ("0x48,0x03", WipeTechnique.ScsiSanitizeCrypto),
        ("0x48,0x01", WipeTechnique.ScsiSanitizeOverwrite),
    ];

    /// <summary>The machine with what each of its disks has answered. Disks that can be no target are not asked.</summary>
    public static async Task<MachineFacts> AddAsync(MachineFacts machine, CancellationToken ct)
    {
        List<DiskFacts> disks = [];
        foreach (DiskFacts disk in machine.Disks)
        {
            disks.Add(disk.Removable || disk.ReadOnly ? disk : disk with { Erasure = WipeOffers.Make(await ReadAsync(disk, ct).ConfigureAwait(false)) });
        }

        return machine with { Disks = disks };
    }

    /// <summary>What one disk answers; what it does not answer is left out, with a note.</summary>
    public static async Task<ErasureFacts> ReadAsync(DiskFacts disk, CancellationToken ct)
    {
        ErasureFacts facts = new() { Disk = disk };
        try
        {
            string name = disk.Path["/dev/".Length..];
            return name.StartsWith("nvme", StringComparison.Ordinal) ? await NvmeAsync(facts, ct).ConfigureAwait(false)
                : disk.Transport == "usb" ? facts with { Notes = ["The disk is connected by USB, whose adapters often do not pass commands for erasing on: it is overwritten."] }
                : name.StartsWith("sd", StringComparison.Ordinal) ? await ScsiOrAtaAsync(facts, ct).ConfigureAwait(false)
                : facts;
        }
        catch (ToolException e)
        {
            return facts with { Notes = [$"The disk could not be asked how it can be erased, so it is overwritten: {e.Message}"] };
        }
    }

    private static async Task<ErasureFacts> NvmeAsync(ErasureFacts facts, CancellationToken ct)
    {
        string path = facts.Disk.Path;
        if (!NvmeController.TryParse(await AskAsync("nvme", ["id-ctrl", "-o", "json", path], ct).ConfigureAwait(false), out NvmeController controller))
        {
            return facts with { Notes = ["The drive does not say what it can (nvme id-ctrl), so it is overwritten."] };
        }

        int all = NvmeNamespaces.Count(await AskAsync("nvme", ["list-ns", "--all", path], ct).ConfigureAwait(false));
        int active = NvmeNamespaces.Count(await AskAsync("nvme", ["list-ns", path], ct).ConfigureAwait(false));
        return facts with { Nvme = controller, NvmeNamespaces = Math.Max(all, active) };
    }

    private static async Task<ErasureFacts> ScsiOrAtaAsync(ErasureFacts facts, CancellationToken ct)
    {
        string path = facts.Disk.Path;
        if (!HdparmIdentify.TryParse(await AskAsync("hdparm", ["-I", path], ct).ConfigureAwait(false), out HdparmIdentify ata))
        {
            List<WipeTechnique> knows = [];
            foreach ((string code, WipeTechnique technique) in ScsiSanitize)
            {
                if (SgOpcode.IsSupported(await AskAsync("sg_opcodes", [$"--opcode={code}", path], ct).ConfigureAwait(false)))
                {
                    knows.Add(technique);
                }
            }

            return facts with { ScsiSanitize = knows };
        }

        bool hpa = HdparmSectors.TryParseHpa(await AskAsync("hdparm", ["-N", path], ct).ConfigureAwait(false), out long shown, out long native);
        bool dco = HdparmSectors.TryParseDco(await AskAsync("hdparm", ["--dco-identify", path], ct).ConfigureAwait(false), out long real);
        return facts with { Ata = ata, HpaShown = hpa ? shown : null, HpaNative = hpa ? native : null, DcoReal = dco ? real : null };
    }

    /// <summary>What the program says, whatever its exit code: that of hdparm is 0 after failures too, and what is missing in the text counts as not there.</summary>
    private static async Task<string> AskAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct) =>
        (await ExternalTool.TryRunAsync(program, arguments, ct, AnswerLimit).ConfigureAwait(false)).Output;
}
