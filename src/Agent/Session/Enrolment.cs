using System;
using Monitas.Contracts.Ids;

namespace Monitas.Agent.Session;

/// <summary>What ties this machine to its server; kept in a file that only root can read.</summary>
internal sealed record Enrolment
{
    /// <summary>The server's HTTPS address, such as https://10.0.0.5:8443.</summary>
    public required Uri Server { get; init; }

    /// <summary>The server's CA certificate (PEM): the only one that is trusted.</summary>
    public required string CaPem { get; init; }

    /// <summary>The machine's id on that server.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>The machine's name on that server.</summary>
    public required string MachineName { get; init; }

    /// <summary>The bearer credential.</summary>
    public required string Credential { get; init; }

    /// <summary>The server's clock at the moment of the enrolment.</summary>
    public required DateTimeOffset ServerTime { get; init; }
}
