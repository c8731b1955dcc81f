using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Monitas.BootServer.Agents;

/// <summary>Answers of which nothing between server and agent may keep a copy.</summary>
internal static class SecretAnswer
{
    /// <summary>Sends it as JSON.</summary>
    public static Task SendAsync<T>(HttpContext context, T secret, JsonTypeInfo<T> type)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(secret, type, contentType: null, context.RequestAborted);
    }
}
