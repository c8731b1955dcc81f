using System;
using System.Net;
using Monitas.BootServer.Boot.Doctor;

namespace Monitas.BootServer.Tftp;

/// <summary>What became of one read request.</summary>
/// <param name="Client">Who asked.</param>
/// <param name="File">For what, without a leading slash.</param>
/// <param name="Kind">One of the transfer kinds.</param>
internal sealed record TftpReport(IPEndPoint Client, string File, BootStepKind Kind)
{
    /// <summary>Why it failed.</summary>
    public TransferFailure Failure { get; init; }

    /// <summary>The length of the file as it travels, in bytes.</summary>
    public long FileBytes { get; init; }

    /// <summary>Bytes that the client has acknowledged.</summary>
    public long SentBytes { get; init; }

    /// <summary>The length of a block in bytes.</summary>
    public int BlockBytes { get; init; }

    /// <summary>Whether the client has answered anything after its request.</summary>
    public bool ClientAnswered { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>More in words.</summary>
    public string Note { get; init; } = "";
}
