using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Api;
using Monitas.BootServer.Configuration;
using Xunit;

namespace Monitas.BootServer.Tests.Api;

public sealed class ApiListenerTests
{
    [Fact]
    public async Task Socket_IsForItsOwnerAlone()
    {
        await using ApiHarness h = await ApiHarness.StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(h.Settings.Socket));
    }

    [Fact]
    public async Task Start_AnotherServerLives_SaysSo()
    {
        await using ApiHarness h = await ApiHarness.StartAsync();
        await using var second = new ApiListener(null!, h.Settings, NullLoggerFactory.Instance);
        StartupException e = await Assert.ThrowsAsync<StartupException>(() => second.StartAsync(CancellationToken.None));
        Assert.Contains("Another monitas-server listens", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SocketOfADeadServer_IsReplaced()
    {
        await using ApiHarness h = await ApiHarness.StartAsync();
        string stale = h.Settings.Socket;
        await h.DisposeListenerAsync();
        using (var dead = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified))
        {
            dead.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(stale));
            File.Move(stale, stale + ".kept");
        }
        File.Move(stale + ".kept", stale);
        await h.RestartListenerAsync();
        Assert.Equal(Monitas.Contracts.Jobs.ExitCode.Done, (await h.RunAsync("status")).Code);
    }
}
