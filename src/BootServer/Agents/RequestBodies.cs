using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Agents;

/// <summary>Reads request bodies within limits.</summary>
internal static class RequestBodies
{
    /// <summary>Sets the most bytes that this request's body may have; Kestrel answers 413 beyond it.</summary>
    public static void Limit(HttpContext context, long maxBytes)
    {
        // Refused before Kestrel knows of the limit: it then reads the body away, so that the agent, which is still sending, sees the answer
        // and not a broken connection.
        if (context.Request.ContentLength > maxBytes)
        {
            throw new BadHttpRequestException($"The body has more than {maxBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
        }
        IHttpMaxRequestBodySizeFeature? feature = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (feature is { IsReadOnly: false })
        {
            feature.MaxRequestBodySize = maxBytes;
        }
    }

    /// <summary>The whole body, at most <paramref name="maxBytes"/>.</summary>
    public static async Task<byte[]> ReadAllAsync(HttpContext context, int maxBytes)
    {
        Limit(context, maxBytes);
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        return body.ToArray();
    }

    /// <summary>The body as JSON.</summary>
    /// <exception cref="AgentRequestException">It is not the JSON that is expected.</exception>
    public static async Task<T> ReadJsonAsync<T>(HttpContext context, int maxBytes, JsonTypeInfo<T> type)
        where T : class
    {
        byte[] body = await ReadAllAsync(context, maxBytes).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The body is null.");
        }
        catch (JsonException e)
        {
            throw new AgentRequestException(ErrorCode.BadRequest, $"The request is not what this server understands; is the agent of another version? ({e.Message})", e);
        }
    }
}
