using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Jobs.Rules;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Agents;

/// <summary>Exchanges one-time secrets for credentials. Only the SHA-256 of either is ever stored.</summary>
internal sealed class Enrolments(ICatalog catalog, JobEngine jobs, AgentSessions sessions, BootLog bootLog, TimeProvider clock, ILogger<Enrolments> log)
{
    /// <summary>
    /// A live machine shows a sysadmin's token. A machine of the token's name keeps its id and archives and gets a new credential:
    /// the old one, and a session that was opened with it, end here.
    /// </summary>
    /// <exception cref="AgentRequestException">The token is wrong, used or too old.</exception>
    public EnrollReply Enroll(EnrollRequest request)
    {
        DateTimeOffset now = clock.GetUtcNow();
        TokenRecord token = catalog.TryUseToken(SecretDigest.Of(request.Secret), now) ?? throw new AgentRequestException(
            ErrorCode.NotAuthorized, "The token is wrong, was used before or is too old: make a new one on the server with 'monitas-server machine token NAME'.");
        string credential = SecretDigest.NewSecret();
        MachineRecord machine = Store(token.MachineName, request, SecretDigest.Of(credential), now);
        sessions.Drop(machine.Id, "The machine was enrolled anew.");
        AgentLog.Enrolled(log, machine.Name, machine.Id);
        return Reply(machine, credential, now);
    }

    /// <summary>A netbooted machine shows the secret of its kernel command line, which is good for one job and one start.</summary>
    /// <exception cref="AgentRequestException">The secret is wrong, used by another start or too old; its job is over; or it was made for another machine.</exception>
    public EnrollReply Boot(EnrollRequest request)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string credential = SecretDigest.NewSecret();
        BootSecretRecord secret = catalog.TryUseBootSecret(SecretDigest.Of(request.Secret), request.Facts.BootId, SecretDigest.Of(credential), now)
            ?? throw new AgentRequestException(ErrorCode.NotAuthorized, "The secret of this start is not valid any more: start the machine from the network again.");
        MachineRecord machine = catalog.FindMachine(secret.Machine)
            ?? throw new AgentRequestException(ErrorCode.NotFound, "The machine was removed from the server.");
        if (!secret.IsPairing && !jobs.IsOpen(secret.Job))
        {
            throw new AgentRequestException(ErrorCode.Conflict, $"Job {secret.Job} of {machine.Name} is over: start the machine from its own disk.");
        }
        if (!IsSameMachine(machine, request.Facts))
        {
            throw new AgentRequestException(ErrorCode.Forbidden, $"This start was prepared for {machine.Name}, and this is another machine: nothing is done to it.");
        }
        AgentLog.Booted(log, machine.Name, machine.Id, secret.IsPairing ? "the sysadmin has approved it" : $"job {secret.Job}");
        bootLog.AddAgentStep(now, BootStepKind.Hello, MacTexts(request.Facts), secret.IsPairing ? $"approved as {machine.Name}" : $"job {secret.Job}");
        return Reply(machine, credential, now);
    }

    private static EnrollReply Reply(MachineRecord machine, string credential, DateTimeOffset now) =>
        new() { Machine = machine.Id, MachineName = machine.Name, Credential = credential, ServerTime = now };

    /// <summary>
    /// The boot server found the machine by a card's address or by its SMBIOS UUID, so one of them is there. Some makers flash one UUID into all boards:
    /// with an unknown card and another serial number it is another machine.
    /// </summary>
    private static bool IsSameMachine(MachineRecord machine, MachineFacts facts) =>
        MacTexts(facts).Intersect(machine.MacAddresses, StringComparer.OrdinalIgnoreCase).Any()
        || (machine.SmbiosUuid.Length > 0 && machine.SmbiosUuid.Equals(facts.SmbiosUuid, StringComparison.OrdinalIgnoreCase)
            && MachineCards.IsSameOrUnknown(machine.SerialNumber, facts.SerialNumber));

    private static IReadOnlyList<string> MacTexts(MachineFacts facts) =>
        [.. facts.MacAddresses.Select(text => MacAddress.TryParse(text, out MacAddress mac) ? mac.ToString() : "").Where(text => text.Length > 0).Distinct()];

    private MachineRecord Store(string name, EnrollRequest request, SecretDigest credential, DateTimeOffset now)
    {
        while (true)
        {
            if (catalog.FindMachineByName(name) is { } known)
            {
                MachineRecord? changed = catalog.UpdateMachine(known.Id, machine => Describe(machine, request, credential, now));
                if (changed is not null)
                {
                    return changed;
                }
            }
            MachineRecord added = Describe(new MachineRecord { Id = MachineId.New(clock), Name = name, Created = now }, request, credential, now);
            try
            {
                catalog.AddMachine(added);
                return added;
            }
            catch (CatalogConflictException) when (catalog.FindMachineByName(name) is not null)
            {
                // Another token of the same name was used at the same moment; the machine is there now.
                AgentLog.EnrolledAtOnce(log, name);
            }
        }
    }

    private static MachineRecord Describe(MachineRecord machine, EnrollRequest request, SecretDigest credential, DateTimeOffset now) => MachineCards.Told(machine, request.Facts.MacAddresses) with
    {
        SmbiosUuid = request.Facts.SmbiosUuid.ToLowerInvariant(),
        SerialNumber = request.Facts.SerialNumber,
        Facts = request.Facts,
        LiveFacts = request.Facts,
        Environment = AgentEnvironment.Live,
        AgentVersion = request.AgentVersion,
        LastSeen = now,
        Credential = credential,
    };
}
