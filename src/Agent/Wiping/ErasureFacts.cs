using System.Collections.Generic;
using Monitas.Agent.Wiping.Wire;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Wiping;

namespace Monitas.Agent.Wiping;

/// <summary>What a disk has said about how it can be erased.</summary>
internal sealed record ErasureFacts
{
    /// <summary>The disk.</summary>
    public required DiskFacts Disk { get; init; }

    /// <summary>Of an ATA disk; null for others.</summary>
    public HdparmIdentify? Ata { get; init; }

    /// <summary>Sectors that an ATA disk shows; null when it does not say.</summary>
    public long? HpaShown { get; init; }

    /// <summary>Sectors that it has without a host protected area; null when it does not say.</summary>
    public long? HpaNative { get; init; }

    /// <summary>Sectors that it has without a device configuration overlay; null when it does not say.</summary>
    public long? DcoReal { get; init; }

    /// <summary>Of an NVMe drive; null for others.</summary>
    public NvmeController? Nvme { get; init; }

    /// <summary>How many namespaces the drive has, those that are not attached too; 0 when it does not say.</summary>
    public int NvmeNamespaces { get; init; }

    /// <summary>What a SCSI disk says that it knows of Sanitize.</summary>
    public IReadOnlyList<WipeTechnique> ScsiSanitize { get; init; } = [];

    /// <summary>What could not be found out, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
