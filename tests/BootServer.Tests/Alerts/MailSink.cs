using System;
using System.Buffers;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Monitas.BootServer.Tests.Alerts;

/// <summary>A mail server on a port of its own that keeps what it gets.</summary>
internal sealed class MailSink : MessageStore, IUserAuthenticator, IAsyncDisposable
{
    public const string Password = "right";

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public int Port { get; private init; }

    /// <summary>Does it refuse what it gets?</summary>
    public bool Refuses { get; set; }

    public List<MimeMessage> Messages { get; } = [];

    public static async Task<MailSink> StartAsync()
    {
        MailSink sink = new() { Port = FreePort() };
        ServiceProvider services = new();
        services.Add((IMessageStore)sink);
        services.Add((IUserAuthenticator)sink);
        ISmtpServerOptions options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, sink.Port)).AllowUnsecureAuthentication())
            .Build();
        sink._running = new SmtpServer.SmtpServer(options, services).StartAsync(sink._stop.Token);
        for (int i = 0; i < 100; i++)
        {
            using TcpClient probe = new();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, sink.Port);
                return sink;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }
        throw new InvalidOperationException("The mail server does not start.");
    }

    public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        if (Refuses)
        {
            return SmtpResponse.TransactionFailed;
        }
        using System.IO.MemoryStream bytes = new(buffer.ToArray());
        Messages.Add(await MimeMessage.LoadAsync(bytes, cancellationToken));
        return SmtpResponse.Ok;
    }

    public Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken) => Task.FromResult((user, password) == ("monitas", Password));

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
