using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Monitas.BootServer.Preps;
using Monitas.BootServer.Preps.Files;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using static Monitas.Fuzz.FuzzTarget;

namespace Monitas.Fuzz.Targets;

/// <summary>Prep files, and the layouts that come out of those that are right.</summary>
internal static class PrepTargets
{
    private const long DiskBytes = 500_107_862_016;

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new("prep-file", Corpus.Texts(
            "disk system rotation=no size>=100G table=gpt # comment\npartition efi 512M vfat /boot/efi\npartition root 25% ext4 / label=ROOT options=noatime\npartition home rest xfs /home\n",
            "disk a serial=S bus=sata size=smallest table=mbr\npartition swap 8G swap\npartition store 1.5T btrfs /srv\n",
            "disk a\npartition bios 1M bios\npartition p rest empty\n"), 8 << 20, File),
    ];

    private static void File(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        List<string> errors = [];
        bool read = PrepFileReader.TryParse(text, "f", out PrepFile? file, errors);
        Check(read == (errors.Count == 0) && errors.All(e => e.StartsWith("f:", StringComparison.Ordinal)), "a file is read, or there is an error with its line");
        if (file is null)
        {
            return;
        }

        List<string> refusals = [];
        DiskFacts[] disks = [.. file.Disks.Index().Select(d => new DiskFacts { Path = $"/dev/sd{d.Index}", Serial = $"S{d.Index}", SizeBytes = DiskBytes })];
        MachineLayout layout = PrepLayout.Make(file, disks, FirmwareKind.Uefi, new PrepIds(new MachineId(Guid.Empty), text), null, refusals);
        Check(refusals.Count > 0 || LayoutCheck.Problems(layout).ToList() is [], "a layout that is made lies on its disks and contradicts nothing");
    }
}
