using System;
using System.Collections.Generic;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Pairing;
using Monitas.Catalog;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Rebuilds;

/// <summary>
/// Tells the boot server which machine starts the boot image: the one with a rebuild that waits for it, or that ran when the power
/// went, and by setting one that nobody knows. Every other machine starts its own disk. Each start gets a secret of its own. Thread-safe.
/// </summary>
internal sealed class RebuildAssignments(
    ICatalog catalog, JobEngine jobs, BootSecrets secrets, WaitingMachines waiting, ServerSettings settings) : IBootAssignments
{
    /// <inheritdoc/>
    public BootAssignment Find(MacAddress mac, Guid? smbiosUuid)
    {
        MachineRecord? machine = FindMachine(mac, smbiosUuid);
        bool rebuild = machine is not null && jobs.FindNetbootJob(machine.Id) is not null;
        return new BootAssignment(machine?.Name, BootTasks.Decide(machine is not null, rebuild, settings.Netboot.UnknownMachines), machine?.Facts?.SecureBoot);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> IssueKernelArguments(MacAddress mac, Guid? smbiosUuid)
    {
        if (FindMachine(mac, smbiosUuid) is not { } machine)
        {
            return settings.Netboot.UnknownMachines == UnknownMachines.Pair && waiting.TryIssue(mac) is { } pairing ? secrets.Arguments(pairing) : [];
        }
        return jobs.FindNetbootJob(machine.Id) is { } job ? secrets.Issue(machine.Id, job.Id) : [];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> SampleKernelArguments() => secrets.Arguments(SecretDigest.NewSecret());

    /// <summary>The only machine with this SMBIOS UUID (RFC 9562 text, lower case); null when none or several have it.</summary>
    public MachineRecord? FindBySmbiosUuid(string uuid) => catalog.FindMachineBySmbiosUuid(uuid);

    /// <summary>The machine that boots from this card; null when the server does not know it.</summary>
    public MachineRecord? FindMachine(MacAddress mac, Guid? smbiosUuid) =>
        catalog.FindMachineByMac(mac.ToString()) ?? (smbiosUuid is { } uuid ? catalog.FindMachineBySmbiosUuid(uuid.ToString("D")) : null);
}
