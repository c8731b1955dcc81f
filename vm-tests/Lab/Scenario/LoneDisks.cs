using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;

namespace Monitas.Lab.Scenario;

/// <summary>Pulls each disk of a mirrored PC in turn: it must start from what is left, without anybody's help.</summary>
internal static class LoneDisks
{
    private static readonly TimeSpan GuestLimit = TimeSpan.FromMinutes(4);

    /// <summary>
    /// Starts the PC, which is off, with each of its disks alone. Each time from copies of the disks as they are now: an array that has run on one leg
    /// does not take the other one back by itself.
    /// </summary>
    /// <exception cref="LabException">It did not come up, or not with all that it mounts.</exception>
    public static async Task CheckAsync(Stage stage, CancellationToken cancellation)
    {
        IReadOnlyList<VirtualDisk> whole = stage.Pc.Disks;
        foreach (VirtualDisk disk in whole)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"alone-{disk.Serial}.qcow2");
            stage.Pc.ChangeDisks(await VirtualDisk.MakeOverlayAsync(Path.Combine(stage.Folder, name), disk.Serial, disk.Bus, disk.Path, cancellation));
            await stage.Pc.SwitchOnAsync(cancellation);
            await stage.Pc.WaitForSerialAsync(Stage.LoginPrompt(), Stage.StartLimit, cancellation);
            await stage.Pc.Guest.WaitUntilReadyAsync(GuestLimit, cancellation);
            string mounted = await stage.Pc.Guest.ShellAsync(GuestLimit, "findmnt --fstab --noheadings --output TARGET --types noswap | while read -r place; do mountpoint \"$place\" || exit 1; done", cancellation);
            await stage.Pc.CutPowerAsync();
            stage.Progress.Say($"  with {disk.Serial} alone the PC starts and mounts what it should: {mounted.ReplaceLineEndings("; ").TrimEnd(' ', ';')}");
        }

        stage.Pc.ChangeDisks(whole);
    }
}
