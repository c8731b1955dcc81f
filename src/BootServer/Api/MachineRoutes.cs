using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.WakeOnLan;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Api;

/// <summary>Machines and the tokens with which they enrol.</summary>
internal sealed partial class MachineRoutes(
    ICatalog catalog, Lookup lookup, IAgentSessions sessions, IServerIdentity identity, IWaker waker, ServerSettings settings, TimeProvider clock, ILogger<MachineRoutes> logger)
{
    private const int MaxHours = 720;

    private const string WakeNote =
        "Nobody answers such a packet, so only the machine's start shows that it worked. It needs standby power, Wake-on-LAN switched on in the firmware (and kept on by the system), and a cable into one of these subnets.";

    /// <summary>All machines.</summary>
    public Task ListAsync(HttpContext context) => context.JsonAsync(Views(), ApiJson.Default.IReadOnlyListMachineView);

    /// <summary>One machine.</summary>
    public Task ShowAsync(HttpContext context) => context.JsonAsync(View(lookup.Machine(context.Route("name"))), ApiJson.Default.MachineView);

    /// <summary>Adds a machine by hand.</summary>
    public async Task AddAsync(HttpContext context)
    {
        AddMachineRequest request = await context.BodyAsync(ApiJson.Default.AddMachineRequest);
        RequireName(request.Name);
        IReadOnlyList<string> macs = MachineCardRoutes.Read(request.MacAddresses);
        if (macs.Select(catalog.FindMachineByMac).FirstOrDefault(m => m is not null) is { } other)
        {
            throw new ApiException(ErrorCode.Conflict, $"One of these MAC addresses belongs to {other.Name} already.");
        }
        var machine = new MachineRecord { Id = MachineId.New(clock), Name = request.Name, MacAddresses = macs, Created = clock.GetUtcNow() };
        catalog.AddMachine(machine);
        ApiMessages.MachineChanged(logger, machine.Name, "added", context.Who());
        await context.JsonAsync(View(machine), ApiJson.Default.MachineView);
    }

    /// <summary>Changes what the sysadmin says of a machine.</summary>
    public async Task SetAsync(HttpContext context)
    {
        SetMachineRequest request = await context.BodyAsync(ApiJson.Default.SetMachineRequest);
        MachineRecord machine = lookup.Machine(context.Route("name"));
        string group = (request.Group ?? machine.Group).TrimStart('@').ToLowerInvariant();
        if (group.Length > 0 && !Name().IsMatch(group))
        {
            throw ApiException.BadRequest($"'{request.Group}' is no name of a group: use 1 to 63 letters, digits, '-', '_' and '.', beginning with a letter or digit.");
        }
        MachineRecord changed = catalog.UpdateMachine(machine.Id, old => old with { Group = group }) ?? machine;
        ApiMessages.MachineChanged(logger, machine.Name, group.Length > 0 ? $"put into group {group}" : "taken out of its group", context.Who());
        await context.JsonAsync(View(changed), ApiJson.Default.MachineView);
    }

    /// <summary>Forgets a machine. Its archives stay.</summary>
    public Task RemoveAsync(HttpContext context)
    {
        MachineRecord machine = lookup.Machine(context.Route("name"));
        if (catalog.ListOpenJobs().FirstOrDefault(j => j.Machine == machine.Id || j.Worker == machine.Id) is { } open)
        {
            throw new ApiException(ErrorCode.Conflict, $"Job {open.Id} {(open.Machine == machine.Id ? "of" : "onto")} {machine.Name} is not over: cancel it first (monitas-server job cancel {open.Id}).");
        }
        catalog.RemoveMachine(machine.Id);
        ApiMessages.MachineChanged(logger, machine.Name, "removed", context.Who());
        return context.JsonAsync(new RemovedReply(machine.Id, machine.Name), ApiJson.Default.RemovedReply);
    }

    /// <summary>Makes a one-time token for a machine, known or new.</summary>
    public async Task TokenAsync(HttpContext context)
    {
        TokenRequest request = await context.BodyAsync(ApiJson.Default.TokenRequest);
        RequireName(request.Name);
        if (request.Hours is < 1 or > MaxHours)
        {
            throw ApiException.BadRequest($"A token is valid for 1 to {MaxHours} hours, not {request.Hours}.");
        }
        DateTimeOffset now = clock.GetUtcNow();
        string name = catalog.FindMachineByName(request.Name)?.Name ?? request.Name;
        string secret = SecretDigest.NewSecret();
        catalog.AddToken(new TokenRecord { Secret = SecretDigest.Of(secret), MachineName = name, Created = now, Expires = now.AddHours(request.Hours) });
        ApiMessages.TokenMade(logger, name, context.Who());
        string token = new EnrollToken(secret, identity.CaFingerprint).ToString();
        string url = ServerUrl.Of(settings);
        await context.JsonAsync(
            new TokenReply(name, token, url, $"monitas-agent enroll {url} --token {token}", now.AddHours(request.Hours)), ApiJson.Default.TokenReply);
    }

    /// <summary>Wakes a machine.</summary>
    public Task WakeAsync(HttpContext context)
    {
        MachineRecord machine = lookup.Machine(context.Route("name"));
        if (machine.MacAddresses.Count == 0)
        {
            throw ApiException.BadRequest($"No MAC address of {machine.Name} is known, so no packet can be made that wakes it: it becomes known at its first backup, or by machine add --mac.");
        }
        try
        {
            var reply = new WakeReply(machine.Name, machine.MacAddresses, waker.Wake(machine.MacAddresses), WakeNote);
            return context.JsonAsync(reply, ApiJson.Default.WakeReply);
        }
        catch (NetbootException e)
        {
            throw new ApiException(ErrorCode.Internal, e.Message);
        }
    }

    /// <summary>All machines in order of their names.</summary>
    public IReadOnlyList<MachineView> Views() => [.. catalog.ListMachines().Select(View)];

    /// <summary>A machine as the sysadmin sees it.</summary>
    public MachineView View(MachineRecord machine)
    {
        ArchiveRecord? newest = catalog.FindNewestArchive(machine.Id);
        AgentEnvironment? connected = sessions.IsConnected(machine.Id, AgentEnvironment.Live) ? AgentEnvironment.Live
            : sessions.IsConnected(machine.Id, AgentEnvironment.BootImage) ? AgentEnvironment.BootImage
            : null;
        return new MachineView(machine with { Credential = null }, machine.Credential is not null, connected, newest?.Number, newest?.Time);
    }

    /// <summary>Refuses what is no machine name.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public static void RequireName(string name)
    {
        if (!Name().IsMatch(name))
        {
            throw ApiException.BadRequest($"'{name}' is no machine name: use 1 to 63 letters, digits, '-', '_' and '.', beginning with a letter or digit.");
        }
    }

    [GeneratedRegex("^[0-9A-Za-z][0-9A-Za-z._-]{0,62}$")]
    private static partial Regex Name();
}
