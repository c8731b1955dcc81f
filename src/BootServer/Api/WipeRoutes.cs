using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Jobs;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Api;

/// <summary>Provisional plans of wipes, and certificates.</summary>
internal sealed class WipeRoutes(ICatalog catalog, Lookup lookup, IWipeDesk wipes)
{
    /// <summary>A plan against the disks last seen, to look at.</summary>
    public async Task PlanAsync(HttpContext context)
    {
        JobRequest request = await context.BodyAsync(ApiJson.Default.JobRequest);
        MachineRecord machine = lookup.Machine(request.Machine);
        JobParameters parameters = new() { Disks = Lookup.Disks(request.Disks), Method = request.Method };
        WipePlan? plan = machine.Facts is { Disks.Count: > 0 } facts ? wipes.MakePlan(machine, facts, parameters, isProvisional: true) : null;
        await context.JsonAsync(new WipePlanReply(plan, plan is null ? null : machine.LastSeen), ApiJson.Default.WipePlanReply);
    }

    /// <summary>All certificates, or those of a machine, also of one that was removed.</summary>
    public Task ListAsync(HttpContext context)
    {
        string machine = context.Query("machine");
        IReadOnlyList<WipeCertificateRecord> found =
        [
            .. catalog.ListWipeCertificates().Where(c => machine.Length == 0 || c.MachineName.Equals(machine, StringComparison.OrdinalIgnoreCase) || c.Machine.ToString() == machine),
        ];
        return context.JsonAsync(found, ApiJson.Default.IReadOnlyListWipeCertificateRecord);
    }

    /// <summary>One certificate.</summary>
    public Task ShowAsync(HttpContext context)
    {
        string number = context.Route("number");
        string[] parts = number.Split('.');
        WipeCertificateRecord certificate = (parts.Length == 2 && JobId.TryParse(parts[0], out JobId job) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int disk)
                ? catalog.FindWipeCertificate(job, disk)
                : null)
            ?? throw ApiException.NotFound($"There is no certificate '{number}': monitas-server wipe certificates shows them.");
        return context.JsonAsync(certificate, ApiJson.Default.WipeCertificateRecord);
    }
}
