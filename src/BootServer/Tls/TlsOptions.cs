using System.Collections.Generic;

namespace Monitas.BootServer.Tls;

/// <summary>What the HTTPS endpoint must know.</summary>
internal sealed record TlsOptions
{
    /// <summary>The directory that keeps keys and certificates between starts; made with mode 0700 when it is not there.</summary>
    public required string Directory { get; init; }

    /// <summary>The TCP port of the HTTPS endpoint; 0 lets the system choose (tests).</summary>
    public int Port { get; init; } = 8443;

    /// <summary>Host names and addresses under which agents reach this server besides those that it finds itself.</summary>
    public IReadOnlyList<string> ExtraNames { get; init; } = [];
}
