using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
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

namespace Monitas.BootServer.Pairing;

/// <summary>Where unknown PCs and the sysadmin meet: the PC waits here, the sysadmin names its code, and it becomes a machine. Thread-safe.</summary>
internal sealed class PairingDesk(WaitingMachines waiting, ICatalog catalog, IAgentSessions sessions, BootLog bootLog, TimeProvider clock, ILogger<PairingDesk> log)
{
    /// <summary>How many wrong codes are looked at in <see cref="WrongWindow"/>.</summary>
    public const int MaxWrong = 10;

    /// <summary>How long a wrong code counts.</summary>
    public static readonly TimeSpan WrongWindow = TimeSpan.FromMinutes(1);

    /// <summary>How often a waiting PC asks.</summary>
    private const int AskAgainSeconds = 3;

    /// <summary>How long the credential of the approved start is good without a job.</summary>
    private static readonly TimeSpan CredentialTime = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _wrong = new();

    /// <summary>Those that show their code, the oldest first.</summary>
    public IReadOnlyList<WaitingMachine> Waiting => waiting.List();

    /// <summary>What a PC in the boot image is told that is not approved yet; null when it is no such PC: it is approved, or its secret is of another kind.</summary>
    public PairingReply? TryWait(EnrollRequest request, IPAddress? address)
    {
        if (waiting.TryAsk(request, address, out bool isFirst) is not { } machine || TryAdmit(machine))
        {
            return null;
        }

        if (isFirst)
        {
            PairingLog.Waits(log, machine.Code, address, request.Facts.Model, string.Join(", ", request.Facts.MacAddresses));
            bootLog.AddAgentStep(clock.GetUtcNow(), BootStepKind.Waiting, [machine.Mac.ToString()], $"code {machine.Code}");
        }

        return new PairingReply
        {
            Code = machine.Code,
            Text = $"On the server, type: monitas-server machine pair {machine.Code} NAME{(Resembling(machine) is { } known ? $". If this is {known.Name} with another network card, type instead: {CardCommand(machine, known)}" : "")}",
            AskAgainSeconds = AskAgainSeconds,
        };
    }

    /// <summary>The machine that a waiting PC may be, with another network card; null when there is none. One that is connected is another PC.</summary>
    public MachineRecord? Resembling(WaitingMachine machine) => machine.Facts is not { } facts ? null : MachineCards.Resembling(
        catalog.ListMachines().Where(known => !sessions.IsConnected(known.Id, AgentEnvironment.Live) && !sessions.IsConnected(known.Id, AgentEnvironment.BootImage)), facts);

    /// <summary>What the sysadmin types to say that a waiting PC is that machine.</summary>
    public static string CardCommand(WaitingMachine machine, MachineRecord known) => $"monitas-server machine add-card {known.Name} {machine.Mac}";

    /// <summary>Approves the PC that shows this code: it becomes a machine.</summary>
    /// <param name="typed">The code as typed.</param>
    /// <param name="name">The name that it gets.</param>
    /// <param name="who">Who approves.</param>
    /// <exception cref="PairingException">There is no such code, too many wrong ones were typed, or the PC is a machine already.</exception>
    /// <exception cref="CatalogConflictException">Another machine has that name.</exception>
    public MachineRecord Approve(string typed, string name, string who)
    {
        lock (_lock)
        {
            WaitingMachine machine = Find(typed);
            MachineFacts facts = machine.Facts!;
            string[] macs = [.. facts.MacAddresses
                .Select(text => MacAddress.TryParse(text, out MacAddress mac) ? mac.ToString() : "").Where(text => text.Length > 0).Distinct()];
            if (macs.Select(catalog.FindMachineByMac).FirstOrDefault(m => m is not null) is { } known)
            {
                throw new PairingException(ErrorCode.Conflict, $"One of that PC's network cards belongs to {known.Name} already: remove that machine first, or order its rebuild and start the PC again.");
            }

            MachineRecord paired = new()
            {
                Id = MachineId.New(clock),
                Name = name,
                MacAddresses = macs,
                SmbiosUuid = facts.SmbiosUuid.ToLowerInvariant(),
                SerialNumber = facts.SerialNumber,
                Facts = facts,
                Environment = AgentEnvironment.BootImage,
                AgentVersion = machine.AgentVersion,
                LastSeen = machine.LastAsked,
                Created = clock.GetUtcNow(),
            };
            catalog.AddMachine(paired);
            Admit(machine, paired);
            PairingLog.Approved(log, machine.Code, paired.Name, paired.Id, who);
            return paired;
        }
    }

    /// <summary>The card that a waiting PC booted from is a machine's by now, since the sysadmin has said so (machine add-card): it need not start again.</summary>
    private bool TryAdmit(WaitingMachine machine)
    {
        lock (_lock)
        {
            if (catalog.FindMachineByMac(machine.Mac.ToString()) is not { } known || waiting.Find(machine.Code) is null)
            {
                return false;
            }

            Admit(machine, known);
            PairingLog.CardGiven(log, machine.Code, known.Name, known.Id, machine.Mac.ToString());
            return true;
        }
    }

    /// <summary>Its secret is good from now on, for every job of the machine.</summary>
    private void Admit(WaitingMachine machine, MachineRecord known)
    {
        DateTimeOffset now = clock.GetUtcNow();
        catalog.AddBootSecret(new BootSecretRecord { Secret = machine.Secret, Machine = known.Id, Job = BootSecretRecord.NoJob, Created = now, Expires = now + CredentialTime });
        waiting.Remove(machine.Secret);
    }

    private WaitingMachine Find(string typed)
    {
        DateTimeOffset now = clock.GetUtcNow();
        while (_wrong.TryPeek(out DateTimeOffset oldest) && now - oldest >= WrongWindow)
        {
            _wrong.Dequeue();
        }

        if (_wrong.Count >= MaxWrong)
        {
            throw new PairingException(ErrorCode.Conflict, "Too many wrong codes were typed: wait a minute.");
        }

        if (PairingCode.TryRead(typed, out string? code) && waiting.Find(code) is { } machine)
        {
            return machine;
        }

        _wrong.Enqueue(now);
        throw new PairingException(ErrorCode.NotFound, $"No waiting PC shows the code '{typed}': monitas-server machine waiting lists those that do.");
    }
}
