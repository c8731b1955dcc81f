using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monitas.Catalog;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Agents;

/// <summary>The edge of every request: turns whatever went wrong into an <see cref="ErrorReply"/> with the right status.</summary>
internal sealed class ErrorReplies(ILogger<ErrorReplies> log)
{
    private const int NoSpaceLeftErrno = 28;

    /// <summary>Middleware: runs the request and answers for it when it fails.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
            {
                ErrorReply reply = new() { Code = ErrorCode.BadRequest, Message = $"{context.Request.Path} knows no {context.Request.Method}; is the agent of another version?" };
                await WriteAsync(context, context.Response.StatusCode, reply).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The agent has gone; it will ask again.
        }
#pragma warning disable CA1031 // The request's edge: nothing may pass it but an answer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await AnswerAsync(context, e).ConfigureAwait(false);
        }
    }

    /// <summary>The HTTP status of an error.</summary>
    public static int StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.BadRequest => StatusCodes.Status400BadRequest,
        ErrorCode.NotAuthorized => StatusCodes.Status401Unauthorized,
        ErrorCode.Forbidden => StatusCodes.Status403Forbidden,
        ErrorCode.NotFound => StatusCodes.Status404NotFound,
        ErrorCode.Conflict => StatusCodes.Status409Conflict,
        ErrorCode.StoreFull => StatusCodes.Status507InsufficientStorage,
        ErrorCode.StoreAway => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Writes an error as the answer.</summary>
    public static Task WriteAsync(HttpContext context, int status, ErrorReply reply)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(reply, ContractsJson.Default.ErrorReply, contentType: null, context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, Exception e)
    {
        (int status, ErrorReply reply) = Translate(e);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            AgentLog.RequestFailed(log, context.Request.Method, context.Request.Path, reply.Message, e);
        }
        else
        {
            AgentLog.RequestRefused(log, context.Request.Method, context.Request.Path, context.Connection.RemoteIpAddress, reply.Message);
        }
        if (context.Response.HasStarted)
        {
            // Too late for an answer: the cut connection tells the agent that the body is not whole.
            context.Abort();
            return;
        }
        await WriteAsync(context, status, reply).ConfigureAwait(false);
    }

    private static (int Status, ErrorReply Reply) Translate(Exception e)
    {
        (ErrorCode code, string message) = e switch
        {
            AgentRequestException known => (known.Code, known.Message),
            BadHttpRequestException bad => (ErrorCode.BadRequest, bad.Message),
            StoreFullException full => (ErrorCode.StoreFull, full.Message),
            VolumeFormatException corrupt => (ErrorCode.Corrupt, corrupt.Message),
            IOException { HResult: NoSpaceLeftErrno } => (ErrorCode.StoreFull, "The disk of the server's state directory is full: make space there, then order the job again."),
            CatalogException catalog => (ErrorCode.Internal, catalog.Message),
            _ => (ErrorCode.Internal, "The server has failed at this; its log says more."),
        };
        int status = e is BadHttpRequestException http ? http.StatusCode : StatusOf(code);
        return (status, new ErrorReply { Code = code, Message = message });
    }
}
