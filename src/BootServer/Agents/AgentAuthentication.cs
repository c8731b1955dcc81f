using System;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Jobs;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Agents;

/// <summary>
/// Finds out who asks (RFC 6750 2.1). Secrets have 256 random bits and are looked up by their SHA-256, so the time of the search
/// tells nothing that would help to guess one.
/// </summary>
internal sealed class AgentAuthentication(ICatalog catalog, JobEngine jobs, AgentSessions sessions, WrongSecretLimit limit, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    /// <summary>The owner of the request's credential.</summary>
    /// <exception cref="AgentRequestException">There is none, it is not known, or too many wrong ones came from this address.</exception>
    public AgentIdentity Authenticate(HttpContext context)
    {
        limit.Check(context.Connection.RemoteIpAddress);
        string header = context.Request.Headers.Authorization.ToString();
        AgentIdentity? identity = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? Find(SecretDigest.Of(header[Scheme.Length..].Trim()))
            : null;
        if (identity is null)
        {
            limit.CountWrong(context.Connection.RemoteIpAddress);
            throw new AgentRequestException(
                ErrorCode.NotAuthorized,
                "The server does not know this machine's credential: it was replaced or the machine was removed. Enrol the machine again with a new token.");
        }
        return identity;
    }

    private AgentIdentity? Find(SecretDigest credential)
    {
        if (catalog.FindMachineByCredential(credential) is { } live)
        {
            return new AgentIdentity(live.Id, live.Name, AgentEnvironment.Live, OnlyJob: null);
        }
        if (catalog.FindBootSecretByCredential(credential) is not { } secret || catalog.FindMachine(secret.Machine) is not { } booted)
        {
            return null;
        }
        bool alive = (secret.IsPairing ? clock.GetUtcNow() < secret.Expires : jobs.IsOpen(secret.Job)) || sessions.IsConnected(secret.Machine, AgentEnvironment.BootImage);
        return alive ? new AgentIdentity(booted.Id, booted.Name, AgentEnvironment.BootImage, secret.IsPairing ? null : secret.Job) : null;
    }
}
