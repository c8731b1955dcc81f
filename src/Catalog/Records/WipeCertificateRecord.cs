using System;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.Records;

/// <summary>The certificate of one erased disk. It stays when the machine and its jobs are removed. What it says is between the server's parts; the catalog keeps it as it was signed.</summary>
public sealed record WipeCertificateRecord
{
    /// <summary>The wipe.</summary>
    public required JobId Job { get; init; }

    /// <summary>The disk's number in the plan of the wipe, from 1.</summary>
    public required int Disk { get; init; }

    /// <summary>The machine.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>Its name at that time.</summary>
    public required string MachineName { get; init; }

    /// <summary>The disk in words.</summary>
    public required string DiskText { get; init; }

    /// <summary>How it was erased, in words.</summary>
    public required string Way { get; init; }

    /// <summary>When the certificate was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The certificate: JSON text, whose UTF-8 bytes are what is signed.</summary>
    public required string Document { get; init; }

    /// <summary>The signature: ECDSA over SHA-256 with the key of the server's CA, in DER (RFC 3279 2.2.3).</summary>
    public required byte[] Signature { get; init; }

    /// <summary>The number by which people call it, such as "12.1".</summary>
    public string Number() => $"{Job}.{Disk}";
}
