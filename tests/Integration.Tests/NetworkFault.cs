using System;
using Monitas.Contracts.Messages;

namespace Monitas.Integration.Tests;

/// <summary>How the network between agent and server fails once.</summary>
/// <param name="Route">The request at which it does, one of <see cref="Routes"/>.</param>
/// <param name="Kind">What happens.</param>
internal sealed record NetworkFault(string Route, NetworkFaultKind Kind)
{
    /// <summary>So many requests of that route go through before.</summary>
    public int Skip { get; init; }

    /// <summary>After so many bytes of the request's body or of the whole answer, where the fault is in the middle of one; one that is shorter goes through whole.</summary>
    public int Bytes { get; init; }

    /// <summary>How long nobody can connect afterwards.</summary>
    public TimeSpan Outage { get; init; }

    /// <summary>Both ends hear a reset, not an end.</summary>
    public bool Reset { get; init; }
}

/// <summary>What happens at a request. Where connections break, all between agent and server do; HalfOpen and Standstill befall the request's own only.</summary>
internal enum NetworkFaultKind
{
    /// <summary>They break before the server hears anything of the request.</summary>
    RequestLost,

    /// <summary>They break in the middle of the request.</summary>
    RequestCut,

    /// <summary>They break when the request has gone through, before the server's answer is heard.</summary>
    RequestAlone,

    /// <summary>They break when the server has begun to answer; the agent hears nothing of that.</summary>
    AnswerLost,

    /// <summary>They break in the middle of the answer.</summary>
    AnswerCut,

    /// <summary>It breaks on the agent's side in the middle of the request; the server is not told and waits for the rest.</summary>
    HalfOpen,

    /// <summary>Nothing goes through for a while in the middle of the request; then all goes on.</summary>
    Standstill,
}
