using System;
using System.Collections.Generic;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Wipes;

/// <summary>What a certificate says. It is signed as JSON, and never changed afterwards.</summary>
internal sealed record WipeCertificate
{
    /// <summary>The version of this document.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The number: that of the job and that of the disk in it, such as "12.1".</summary>
    public required string Number { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Issued { get; init; }

    /// <summary>Who made it: SHA-256 of the CA certificate of the Monitas server, with whose key it is signed.</summary>
    public required string Issuer { get; init; }

    /// <summary>By what the level is meant.</summary>
    public string Standard { get; init; } = "NIST SP 800-88 Rev. 1";

    /// <summary>The machine's id on the server.</summary>
    public required string Machine { get; init; }

    /// <summary>Its name.</summary>
    public required string MachineName { get; init; }

    /// <summary>Its vendor and model; empty when unknown.</summary>
    public required string MachineModel { get; init; }

    /// <summary>Its serial number; empty when unknown.</summary>
    public required string MachineSerial { get; init; }

    /// <summary>Its SMBIOS UUID; empty when unknown.</summary>
    public required string MachineUuid { get; init; }

    /// <summary>The disk, with what lay on it before.</summary>
    public required PlanTarget Disk { get; init; }

    /// <summary>How it was erased.</summary>
    public required WipeTechnique Technique { get; init; }

    /// <summary>The same in the words of the disk's standard.</summary>
    public required string TechniqueName { get; init; }

    /// <summary>What that is by the standard.</summary>
    public required WipeLevel Level { get; init; }

    /// <summary>Ways that the disk refused before.</summary>
    public required IReadOnlyList<string> Refused { get; init; }

    /// <summary>What was noticed about the disk, such as hidden sectors.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>How many samples were read back, all of which had to be other than before, or what was written over them.</summary>
    public required int Samples { get; init; }

    /// <summary>The length of a sample in bytes.</summary>
    public required int SampleBytes { get; init; }

    /// <summary>When the work on the disk began.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset Ended { get; init; }

    /// <summary>The hash of the approved plan.</summary>
    public required string Plan { get; init; }

    /// <summary>Who approved it.</summary>
    public required string ApprovedBy { get; init; }

    /// <summary>The version of the agent that did it.</summary>
    public required string AgentVersion { get; init; }
}
