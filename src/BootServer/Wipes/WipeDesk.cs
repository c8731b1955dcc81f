using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Tls;
using Monitas.BootServer.Wipes.Planning;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Wipes;

/// <summary>Plans wipes for the job engine, and certifies what was erased.</summary>
internal sealed class WipeDesk(ICatalog catalog, ServerCertificates certificates, TimeProvider clock, ILogger<WipeDesk> logger) : IWipeDesk
{
    /// <inheritdoc/>
    public WipePlan MakePlan(MachineRecord machine, MachineFacts facts, JobParameters parameters, bool isProvisional) =>
        WipePlanner.MakePlan(machine.Id, machine.Name, facts.Disks, parameters.Disks, parameters.Method, isProvisional);

    /// <inheritdoc/>
    public void Certify(JobRecord job, IReadOnlyList<WipeOutcome> outcomes)
    {
        IReadOnlyList<WipeDisk> disks = job.ApprovedWipePlan?.Disks ?? [];
        for (int i = 0; i < disks.Count; i++)
        {
            // Only what was approved is certified, whatever an agent says.
            if (outcomes.FirstOrDefault(o => o.Erased && o.Target == disks[i].Target) is { Way: { } way } outcome && disks[i].Ways.Contains(way))
            {
                Save(job, i + 1, outcome, way);
            }
        }
    }

    private void Save(JobRecord job, int number, WipeOutcome outcome, WipeOffer way)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string document = JsonSerializer.Serialize(Certificate(job, number, outcome, way, now), WipesJson.Default.WipeCertificate);
        WipeCertificateRecord record = new()
        {
            Job = job.Id,
            Disk = number,
            Machine = job.Machine,
            MachineName = job.MachineName,
            DiskText = DiskText.Of(outcome.Target),
            Way = way.ToString(),
            Created = now,
            Document = document,
            Signature = certificates.Sign(Encoding.UTF8.GetBytes(document)),
        };
        catalog.SaveWipeCertificate(record);
        WipeLog.Certified(logger, record.Number(), job.Id, job.MachineName, record.DiskText);
    }

    private WipeCertificate Certificate(JobRecord job, int number, WipeOutcome outcome, WipeOffer way, DateTimeOffset now)
    {
        MachineRecord? machine = catalog.FindMachine(job.Machine);
        return new WipeCertificate
        {
            Number = $"{job.Id}.{number}",
            Issued = now,
            Issuer = certificates.CaFingerprint,
            Machine = job.Machine.ToString(),
            MachineName = job.MachineName,
            MachineModel = machine?.Facts?.Model ?? "",
            MachineSerial = machine?.SerialNumber ?? "",
            MachineUuid = machine?.SmbiosUuid ?? "",
            Disk = outcome.Target,
            Technique = way.Technique,
            TechniqueName = way.Technique.Name(),
            Level = way.Level,
            Refused = outcome.Refused,
            Notes = outcome.Notes,
            Samples = outcome.Samples,
            SampleBytes = outcome.SampleBytes,
            Begun = outcome.Begun,
            Ended = outcome.Ended,
            Plan = job.ApprovedHash,
            ApprovedBy = job.ApprovedBy,
            AgentVersion = machine?.AgentVersion ?? "",
        };
    }
}
