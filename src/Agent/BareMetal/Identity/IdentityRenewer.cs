using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Session;
using Monitas.Agent.Settings;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal.Identity;

/// <summary>Makes a restored system another machine than the one that it was. Each thing is read back; what cannot be renewed fails the prep, since two machines that are one disturb each other.</summary>
internal static class IdentityRenewer
{
    private const string SettingsFile = "/etc/monitas/agent.conf";
    private const string MachineIdFile = "/etc/machine-id";
    private const string BusIdFile = "/var/lib/dbus/machine-id";
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>Renews all of it.</summary>
    public static async Task RunAsync(RenewIdentity step, RestoredSystem system, RebuildContext context, CancellationToken ct)
    {
        MachineId(system.Root, context);
        HostName(step.HostName, system.Root, context);
        IReadOnlyList<string> forgotten = ForgottenFiles.Remove(system.Root);
        if (forgotten.Count > 0)
        {
            context.Log($"Removed what was the other machine's: {string.Join(", ", forgotten)}");
        }

        await HostKeysAsync(system, context, ct).ConfigureAwait(false);
        await CredentialAsync(system.Root, context, ct).ConfigureAwait(false);
    }

    /// <summary>A random UUID of version 4 in 32 digits, as systemd makes one (machine-id(5)).</summary>
    private static void MachineId(string root, RebuildContext context)
    {
        string id = Guid.NewGuid().ToString("N") + "\n";
        string bus = RootedPath.Resolve(root, BusIdFile);
        bool busIsOwn = File.Exists(bus) && bus != RootedPath.Resolve(root, MachineIdFile);
        SystemFile.Write(root, MachineIdFile, id);
        if (busIsOwn)
        {
            SystemFile.Write(root, BusIdFile, id);
        }

        context.Log($"The new machine id is {id.TrimEnd()}");
    }

    private static void HostName(string name, string root, RebuildContext context)
    {
        string old = SystemFile.Read(root, "/etc/hostname").Trim();
        SystemFile.Write(root, "/etc/hostname", name + "\n");
        string hosts = SystemFile.Read(root, "/etc/hosts");
        string renamed = HostsFile.Rename(hosts, old, name);
        if (renamed != hosts)
        {
            SystemFile.Write(root, "/etc/hosts", renamed);
        }

        context.Log($"The host name is {name}{(old.Length > 0 ? $"; it was {old}" : "")}");
    }

    /// <summary>The same kinds as the system's own ssh-keygen makes by default; a system without an SSH server has none.</summary>
    private static async Task HostKeysAsync(RestoredSystem system, RebuildContext context, CancellationToken ct)
    {
        IReadOnlyList<string> removed = ForgottenFiles.RemoveHostKeys(system.Root);
        if (removed.Count == 0)
        {
            return;
        }

        if (system.FindProgram("ssh-keygen") is not { } keygen)
        {
            context.Warn("The SSH host keys of the other machine are removed, but the restored system has no ssh-keygen to make new ones: make them on the machine (ssh-keygen -A).");
            return;
        }

        system.MountKernelFileSystems();
        await system.RunAsync(keygen, ["-A"], Timeout, ct).ConfigureAwait(false);
        IReadOnlyList<string> made = ForgottenFiles.HostKeysOf(system.Root);
        if (made.Count == 0)
        {
            throw RebuildContext.Failure("ssh-keygen claimed success, but the new system has no SSH host key.");
        }

        context.Log($"New SSH host keys: {string.Join(", ", made)}");
    }

    /// <summary>Without it the clone would come up as the machine that the archive is from.</summary>
    private static async Task CredentialAsync(string root, RebuildContext context, CancellationToken ct)
    {
        AgentSettings settings;
        try
        {
            settings = AgentSettings.Read(RootedPath.Resolve(root, SettingsFile));
        }
        catch (AgentException e)
        {
            throw new RebuildException($"The restored system's agent cannot be given its credential: {e.Message}", e) { DisksTouched = true };
        }

        Enrolment enrolment = await context.FetchCredentialAsync(ct).ConfigureAwait(false);
        string file = RootedPath.Resolve(root, settings.EnrolmentFile);
        PrivateFile.Write(file, enrolment, AgentJson.Default.Enrolment);
        if (PrivateFile.Read(file, AgentJson.Default.Enrolment) != enrolment)
        {
            throw RebuildContext.Failure($"{settings.EnrolmentFile} of the new system does not hold what was written to it.");
        }

        context.Log($"The agent of the new system is {enrolment.MachineName}");
    }
}
