using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Monitas.BootServer.HttpBoot;

/// <summary>Puts the plain HTTP port in front of everything else.</summary>
internal static class HttpBootApplicationExtensions
{
    /// <summary>
    /// Requests on the plain HTTP port get boot files or 404 and never reach the rest of the application; requests on other ports never get
    /// here. Call it before any other middleware.
    /// </summary>
    public static WebApplication MapHttpBoot(this WebApplication application)
    {
        HttpBootHandler handler = application.Services.GetRequiredService<HttpBootHandler>();
        application.Use((context, next) =>
            context.Features.Get<HttpBootConnection>() is null ? next(context) : handler.HandleAsync(context));
        return application;
    }
}
