using System;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;

namespace Monitas.Contracts.Messages;

/// <summary>Body of POST <see cref="Routes.Enroll"/> (live machine) and <see cref="Routes.Boot"/> (boot image).</summary>
public sealed record EnrollRequest
{
    /// <summary>The one-time secret: from the sysadmin's token, or from the boot image's kernel command line.</summary>
    public required string Secret { get; init; }

    /// <summary>The agent's version.</summary>
    public required string AgentVersion { get; init; }

    /// <summary>The machine.</summary>
    public required MachineFacts Facts { get; init; }
}

/// <summary>The answer to <see cref="EnrollRequest"/>.</summary>
public sealed record EnrollReply
{
    /// <summary>The machine's id.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>The machine's name on the server.</summary>
    public required string MachineName { get; init; }

    /// <summary>The bearer credential for everything else; a boot image's ends with the job.</summary>
    public required string Credential { get; init; }

    /// <summary>The server's clock.</summary>
    public required DateTimeOffset ServerTime { get; init; }
}

/// <summary>The answer with status 202 to POST <see cref="Routes.Boot"/>: the machine is unknown, and the sysadmin has not approved it yet. Ask again with the same body.</summary>
public sealed record PairingReply
{
    /// <summary>The code to show; the same that <see cref="PairingCode.Of"/> makes of the secret.</summary>
    public required string Code { get; init; }

    /// <summary>What the sysadmin has to do, in one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>Ask again after so many seconds.</summary>
    public required int AskAgainSeconds { get; init; }
}

/// <summary>The answer to a finished backup: the archive is durable and in the catalog.</summary>
public sealed record ArchiveReceipt
{
    /// <summary>The new archive.</summary>
    public required ArchiveId Archive { get; init; }

    /// <summary>The volume that holds what was new.</summary>
    public required VolumeId Volume { get; init; }

    /// <summary>The volume's length in bytes.</summary>
    public required long VolumeBytes { get; init; }
}

/// <summary>Body of every answer with a status of 400 or above.</summary>
public sealed record ErrorReply
{
    /// <summary>The kind of error.</summary>
    public required ErrorCode Code { get; init; }

    /// <summary>One clear sentence that says what to do.</summary>
    public required string Message { get; init; }
}

/// <summary>The kinds of error that an answer may carry.</summary>
public enum ErrorCode
{
    /// <summary>The request makes no sense.</summary>
    BadRequest,

    /// <summary>Unknown or revoked credential, or a token that is wrong, used or too old.</summary>
    NotAuthorized,

    /// <summary>Known, but not allowed here.</summary>
    Forbidden,

    /// <summary>No such thing.</summary>
    NotFound,

    /// <summary>The thing is not in a state that allows this.</summary>
    Conflict,

    /// <summary>The store's disk is full.</summary>
    StoreFull,

    /// <summary>Stored bytes do not match their digest.</summary>
    Corrupt,

    /// <summary>The store is not there at present (not mounted, its disk or network gone): no damage, so the same request is worth repeating.</summary>
    StoreAway,

    /// <summary>A fault of the server; its log says more.</summary>
    Internal,
}
