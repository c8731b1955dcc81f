using System;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>A rebuild onto other hardware: which PC may take a machine's place, and is it the one that reports? Pure.</summary>
internal static class Replacement
{
    /// <summary>The words of a timeline that say that a disk was being written, or had been.</summary>
    private static readonly string[] Written =
    [
        JobChanges.Word(JobPhase.Prepare), JobChanges.Word(JobPhase.Restore), JobChanges.Word(JobPhase.BootLoader), JobChanges.Word(JobPhase.Finish),
        JobChanges.Word(JobState.WaitingForBeacon),
    ];

    /// <summary>
    /// Why <paramref name="onto"/> cannot take the machine's place, in a sentence; empty when it can. When the rebuild is done it is the machine, and
    /// what was known of it is forgotten; so it must be a PC of which nothing is lost by that.
    /// </summary>
    /// <param name="machine">The machine that is rebuilt.</param>
    /// <param name="onto">The PC whose disks are to be written.</param>
    /// <param name="hasArchives">There are archives of <paramref name="onto"/>.</param>
    /// <param name="isMachineLive">The machine's own system is connected.</param>
    public static string Refusal(MachineRecord machine, MachineRecord onto, bool hasArchives, bool isMachineLive)
    {
        if (onto.Id == machine.Id)
        {
            return $"{machine.Name} is the machine itself: leave --onto out to rebuild it in place.";
        }
        if (hasArchives || onto.Credential is not null)
        {
            string what = hasArchives ? "has archives of its own" : "has an agent of its own";
            return $"{onto.Name} {what}, so it is no spare PC: to use it all the same, remove it (monitas-server machine remove {onto.Name}), start it from the network and pair it anew.";
        }
        if (onto.MacAddresses.Count == 0 && onto.SmbiosUuid.Length == 0)
        {
            return $"Neither a card nor the SMBIOS UUID of {onto.Name} is known, so its start from the network could not be recognised: pair it (monitas-server machine waiting).";
        }
        return isMachineLive
            ? $"{machine.Name} is running and connected: switch it off first, since two PCs that are {machine.Name} would disturb each other."
            : "";
    }

    /// <summary>
    /// Has a rebuild that failed or was cancelled put the machine onto this PC all the same? Only if disks were being written, and it is the restored
    /// system that reports from this very PC: one of its cards is there, and neither UUID nor serial number is another's.
    /// </summary>
    public static bool HasHappened(JobRecord job, MachineRecord onto, MachineFacts facts) =>
        job is { Kind: JobKind.Rebuild, State: JobState.Failed or JobState.Cancelled, ApprovedPlan: not null }
        && job.Events.Any(e => Written.Contains(e.Stage))
        && facts.MacAddresses.Intersect(onto.MacAddresses, StringComparer.OrdinalIgnoreCase).Any()
        && MachineCards.IsSameOrUnknown(onto.SmbiosUuid, facts.SmbiosUuid)
        && MachineCards.IsSameOrUnknown(onto.SerialNumber, facts.SerialNumber)
        && Beacon.Doubt(job, new JobEvent.LiveHello(facts, HasJob: false)).Length == 0;

    /// <summary>Are these the facts of this PC?</summary>
    public static bool IsOn(MachineRecord onto, MachineFacts facts) =>
        facts.MacAddresses.Intersect(onto.MacAddresses, StringComparer.OrdinalIgnoreCase).Any()
        || (onto.SmbiosUuid.Length > 0 && onto.SmbiosUuid.Equals(facts.SmbiosUuid, StringComparison.OrdinalIgnoreCase));
}
