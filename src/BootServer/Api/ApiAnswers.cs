using System;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Jobs;
using Monitas.Catalog;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Api;

/// <summary>Reads requests and writes answers, errors among them.</summary>
internal static class ApiAnswers
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>Answers with JSON.</summary>
    public static Task JsonAsync<T>(this HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }

    /// <summary>Adds one line of NDJSON to the answer and sends it off at once.</summary>
    public static async Task LineAsync<T>(this HttpContext context, T value, JsonTypeInfo<T> type)
    {
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, type), context.RequestAborted);
        await context.Response.Body.WriteAsync(NewLine, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>The request's body.</summary>
    /// <exception cref="ApiException">It is not what this path takes.</exception>
    public static async Task<T> BodyAsync<T>(this HttpContext context, JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) ?? throw ApiException.BadRequest("The request has no body.");
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"The request's body cannot be read: {e.Message}");
        }
    }

    /// <summary>A value from the query; empty when it is not there.</summary>
    public static string Query(this HttpContext context, string name) => context.Request.Query[name].ToString();

    /// <summary>A value from the path.</summary>
    public static string Route(this HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";

    /// <summary>Who sits before the command line.</summary>
    public static string Who(this HttpContext context) => context.Request.Headers[ApiRoutes.UserHeader].ToString() is { Length: > 0 } who ? who : "root";

    /// <summary>The edge of a request: every failure becomes an <see cref="ErrorReply"/>.</summary>
    public static RequestDelegate Guard(RequestDelegate next, ILogger logger) => async context =>
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The command line is gone; nobody reads an answer.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await FailAsync(context, e, logger);
        }
    };

    private static Task FailAsync(HttpContext context, Exception e, ILogger logger)
    {
        (ErrorCode code, string message) = e switch
        {
            ApiException api => (api.Code, api.Message),
            JobRefusedException job => (job.Code, job.Message),
            CatalogConflictException conflict => (ErrorCode.Conflict, conflict.Message),
            StoreAwayException away => (ErrorCode.Conflict, $"{away.Message} Nothing was changed."),
            CatalogException catalog => (ErrorCode.Internal, catalog.Message),
            _ => (ErrorCode.Internal, $"The server met a fault of its own ({e.Message}); its log says more."),
        };
        if (e is not (ApiException or JobRefusedException or CatalogException or StoreAwayException))
        {
            ApiMessages.Failed(logger, context.Request.Method, context.Request.Path, e);
        }
        context.Response.StatusCode = code switch
        {
            ErrorCode.BadRequest => StatusCodes.Status400BadRequest,
            ErrorCode.NotFound => StatusCodes.Status404NotFound,
            ErrorCode.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status500InternalServerError,
        };
        return context.JsonAsync(new ErrorReply { Code = code, Message = message }, ApiJson.Default.ErrorReply);
    }
}
