using System;
using System.Net;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.HttpBoot;

/// <summary>Tells the boot log what became of each GET on the plain HTTP port.</summary>
internal sealed class HttpBootTrace(NetbootClients clients, IBootEvents events, TimeProvider clock)
{
    /// <summary>Takes note of an answered request.</summary>
    /// <param name="context">The request with its answer.</param>
    /// <param name="started">When it came, as <see cref="TimeProvider.GetTimestamp"/> tells it.</param>
    /// <param name="complete">Whether the whole answer went out.</param>
    public void Note(HttpContext context, long started, bool complete)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return;
        }

        string path = context.Request.Path.Value ?? "";
        IPAddress address = (context.Connection.RemoteIpAddress ?? IPAddress.None).MapToIPv4();
        int status = context.Response.StatusCode;
        bool served = status is StatusCodes.Status200OK or StatusCodes.Status206PartialContent;
        long bytes = context.Response.ContentLength ?? 0;
        events.Trace(new BootStep
        {
            Time = clock.GetUtcNow(),
            Kind = served && complete ? BootStepKind.TransferDone : BootStepKind.TransferFailed,
            Mac = FindMac(path, context.Request.Query["mac"].ToString(), address),
            Address = address.ToString(),
            Protocol = "HTTP",
            File = WireText.Shown(path[(path.LastIndexOf('/') + 1)..]),
            Bytes = served && complete ? bytes : 0,
            FileBytes = served ? bytes : 0,
            DurationMs = (long)clock.GetElapsedTime(started).TotalMilliseconds,
            Failure = served && complete ? TransferFailure.None
                : served ? TransferFailure.Aborted
                : status == StatusCodes.Status404NotFound ? TransferFailure.NotFound
                : TransferFailure.Refused,
            Note = served ? "" : $"{WireText.Shown(path)} was answered {status}",
        });
    }

    private string FindMac(string path, string queried, IPAddress address) =>
        HttpBootRequest.TryParse(path, out HttpBootRequest? request) && request.Mac is { } named ? named.ToString()
        : MacAddress.TryParse(queried, out MacAddress asked) ? asked.ToString()
        : clients.TryFind(Ipv4Address.From(address), out MacAddress seen, out _) ? seen.ToString()
        : "";
}
