using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Monitas.BootServer.Tests.Alerts;

/// <summary>A web server on a port of its own that keeps what is posted to it.</summary>
internal sealed class WebhookSink : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookSink()
    {
        _app = WebApplication.CreateSlimBuilder().Build();
        _app.Urls.Add($"http://127.0.0.1:{Port}");
        _app.MapPost("/hook", TakeAsync);
    }

    public int Port { get; } = MailSink.FreePort();

    /// <summary>How it answers.</summary>
    public int Status { get; set; } = 200;

    public List<(IReadOnlyDictionary<string, string> Headers, string Body)> Posts { get; } = [];

    public static async Task<WebhookSink> StartAsync()
    {
        WebhookSink sink = new();
        await sink._app.StartAsync();
        return sink;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        Posts.Add((context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync()));
        context.Response.StatusCode = Status;
    }
}
