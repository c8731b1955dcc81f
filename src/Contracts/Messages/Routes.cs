namespace Monitas.Contracts.Messages;

/// <summary>
/// The paths of the server's HTTPS interface for agents. "{job}" stands for a job number. Every request but the first three
/// carries "Authorization: Bearer CREDENTIAL"; a request for a job of another machine is refused.
/// </summary>
public static class Routes
{
    /// <summary>GET: the CA certificate (PEM). No credential; the reader compares its fingerprint.</summary>
    public const string Ca = "/ca.pem";

    /// <summary>POST <see cref="EnrollRequest"/> -> <see cref="EnrollReply"/>: a live machine enrols with a one-time token.</summary>
    public const string Enroll = "/agent/v1/enroll";

    /// <summary>POST <see cref="EnrollRequest"/> -> <see cref="EnrollReply"/>: a netbooted machine shows the secret of its boot script. 202 with
    /// <see cref="PairingReply"/> while the machine is unknown and not approved.</summary>
    public const string Boot = "/agent/v1/boot";

    /// <summary>GET, upgraded to a WebSocket: <see cref="AgentMessage"/> up, <see cref="ServerMessage"/> down.</summary>
    public const string Session = "/agent/v1/session";

    /// <summary>GET: the manifest of the machine's newest archive, to copy spans from; 204 when there is none.</summary>
    public const string BaseManifest = "/agent/v1/jobs/{job}/base";

    /// <summary>POST n x 32 bytes of chunk ids -> n bytes, 1 where the chunk must be sent, 0 where this machine may refer to it.</summary>
    public const string MissingChunks = "/agent/v1/jobs/{job}/chunks/missing";

    /// <summary>POST chunk frames as they stand in a pack (FORMAT.md) -> 204.</summary>
    public const string Chunks = "/agent/v1/jobs/{job}/chunks";

    /// <summary>PUT the machine's layout (JSON) -> 204.</summary>
    public const string Layout = "/agent/v1/jobs/{job}/layout";

    /// <summary>POST the manifest file -> <see cref="ArchiveReceipt"/>: seals the volume and puts the archive in the catalog.</summary>
    public const string Commit = "/agent/v1/jobs/{job}/commit";

    /// <summary>GET: the manifest file of the job's archive.</summary>
    public const string Manifest = "/agent/v1/jobs/{job}/manifest";

    /// <summary>POST n x 32 bytes of chunk ids -> the chunk frames in the same order.</summary>
    public const string FetchChunks = "/agent/v1/jobs/{job}/chunks/fetch";

    /// <summary>POST without a body -> <see cref="Messages.RebuildKeys"/>: the passphrases of the LUKS devices that the job's approved plan makes.</summary>
    public const string RebuildKeys = "/agent/v1/jobs/{job}/keys";

    /// <summary>GET: a file of the boot image ("{file}": vmlinuz or initrd.img), while the machine's own system has the order to restart into it.</summary>
    public const string BootImageFile = "/agent/v1/jobs/{job}/boot/{file}";

    /// <summary>POST without a body -> <see cref="EnrollReply"/>: the credential of the system that a prep clones onto the machine.</summary>
    public const string CloneCredential = "/agent/v1/jobs/{job}/credential";

    /// <summary>Query of <see cref="FetchChunks"/>: the server compares every chunk with its id before it sends it.</summary>
    public const string CheckChunks = "check";
}
