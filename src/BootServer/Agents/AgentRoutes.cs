using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Pairing;
using Monitas.BootServer.Preps.Clones;
using Monitas.BootServer.Rebuilds;
using Monitas.BootServer.Rebuilds.Keys;
using Monitas.BootServer.Restores;
using Monitas.BootServer.Tls;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Agents;

/// <summary>All that agents can ask for, as <see cref="Routes"/> lists it.</summary>
internal sealed class AgentRoutes(
    ErrorReplies errors,
    AgentAuthentication authentication,
    WrongSecretLimit limit,
    Enrolments enrolments,
    PairingDesk pairing,
    SessionRunner sessions,
    ServerCertificates certificates,
    BackupRoutes backups,
    RestoreRoutes restores,
    CloneCredentialRoutes cloneCredentials,
    RebuildKeyRoutes rebuildKeys,
    BootFileRoutes bootFiles,
    TimeProvider clock)
{
    private const int MaxEnrollBytes = 1024 * 1024;

    /// <summary>A silent agent is pinged every 15 seconds and given up after 45 (PROTOCOL.md).</summary>
    private static readonly WebSocketAcceptContext Accept = new() { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(45) };

    /// <summary>Puts the routes into the listener's application.</summary>
    /// <param name="app">The application.</param>
    /// <param name="stopping">Ends what would else run on when the listener stops.</param>
    public void Map(WebApplication app, CancellationToken stopping)
    {
        app.Use(next => context => errors.InvokeAsync(context, next));
        app.UseWebSockets();
        app.UseRouting();
        app.MapGet(Routes.Ca, context =>
        {
            context.Response.ContentType = "application/x-pem-file";
            return context.Response.WriteAsync(certificates.CaPem, context.RequestAborted);
        });
        app.MapPost(Routes.Enroll, context => ExchangeAsync(context, enrolments.Enroll));
        app.MapPost(Routes.Boot, BootAsync);
        app.MapGet(Routes.Session, SessionAsync);
        app.MapGet(Routes.BaseManifest, Known(backups.GetBaseAsync));
        app.MapPost(Routes.MissingChunks, Known(backups.FindMissingAsync));
        app.MapPost(Routes.Chunks, Known(backups.TakeChunksAsync));
        app.MapPut(Routes.Layout, Known(backups.PutLayoutAsync));
        app.MapPost(Routes.Commit, Known((context, identity) => backups.CommitAsync(context, identity, stopping)));
        app.MapGet(Routes.Manifest, Known(restores.GetManifestAsync));
        app.MapPost(Routes.FetchChunks, Known(restores.FetchChunksAsync));
        app.MapPost(Routes.CloneCredential, Known(cloneCredentials.GiveAsync));
        app.MapPost(Routes.RebuildKeys, Known(rebuildKeys.GiveAsync));
        app.MapGet(Routes.BootImageFile, Known(bootFiles.GetAsync));
        app.UseEndpoints(_ => { });
        app.Run(UnknownAsync);
    }

    /// <summary>The same as an enrolment, but that an unknown machine may have to wait.</summary>
    private async Task BootAsync(HttpContext context)
    {
        limit.Check(context.Connection.RemoteIpAddress);
        EnrollRequest request = await RequestBodies.ReadJsonAsync(context, MaxEnrollBytes, ContractsJson.Default.EnrollRequest).ConfigureAwait(false);
        if (pairing.TryWait(request, context.Connection.RemoteIpAddress) is { } wait)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await context.Response.WriteAsJsonAsync(wait, ContractsJson.Default.PairingReply, contentType: null, context.RequestAborted).ConfigureAwait(false);
            return;
        }
        await ExchangeAsync(context, request, enrolments.Boot).ConfigureAwait(false);
    }

    private async Task ExchangeAsync(HttpContext context, Func<EnrollRequest, EnrollReply> exchange)
    {
        limit.Check(context.Connection.RemoteIpAddress);
        EnrollRequest request = await RequestBodies.ReadJsonAsync(context, MaxEnrollBytes, ContractsJson.Default.EnrollRequest).ConfigureAwait(false);
        await ExchangeAsync(context, request, exchange).ConfigureAwait(false);
    }

    private async Task ExchangeAsync(HttpContext context, EnrollRequest request, Func<EnrollRequest, EnrollReply> exchange)
    {
        EnrollReply reply;
        try
        {
            reply = exchange(request);
        }
        catch (AgentRequestException e) when (e.Code == ErrorCode.NotAuthorized)
        {
            limit.CountWrong(context.Connection.RemoteIpAddress);
            throw;
        }
        await context.Response.WriteAsJsonAsync(reply, ContractsJson.Default.EnrollReply, contentType: null, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task SessionAsync(HttpContext context)
    {
        AgentIdentity identity = authentication.Authenticate(context);
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new AgentRequestException(ErrorCode.BadRequest, "A session is a WebSocket (RFC 6455).");
        }
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(Accept).ConfigureAwait(false);
        await sessions.RunAsync(socket, identity, context.Connection.RemoteIpAddress, context.RequestAborted).ConfigureAwait(false);
    }

    private RequestDelegate Known(Func<HttpContext, AgentIdentity, Task> serve) => async context =>
    {
        AgentIdentity identity = authentication.Authenticate(context);
        using WatchedBody body = new(context.Request.Body, clock, context.Abort);
        context.Request.Body = body;
        await serve(context, identity).ConfigureAwait(false);
    };

    /// <summary>What has no route, or not with this method (routing has set 405 then).</summary>
    private static Task UnknownAsync(HttpContext context)
    {
        ErrorReply reply = new() { Code = ErrorCode.NotFound, Message = $"{context.Request.Method} {context.Request.Path} is unknown to this server: {ReasonPhrases.GetReasonPhrase(StatusCodes.Status404NotFound)}." };
        return ErrorReplies.WriteAsync(context, StatusCodes.Status404NotFound, reply);
    }
}
