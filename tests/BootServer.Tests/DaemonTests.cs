using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli;
using Monitas.BootServer.Configuration;
using Monitas.Catalog.LiteDb;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.BootServer.Tests;

public sealed class DaemonTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-daemon-").FullName;
    private readonly StringWriter _error = new();

    private ServerSettings Settings => new()
    {
        StateDirectory = Path.Combine(_directory, "state"),
        Store = Path.Combine(_directory, "store"),
        Socket = Path.Combine(_directory, "m.sock"),
        HttpsPort = 0,
        ConsolePort = 0,
        NetbootMode = NetbootMode.Off,
    };

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Run_UntilTold_ServesTheStatusAndEndsClean()
    {
        using var stop = new CancellationTokenSource();
        Task<ExitCode> running = Daemon.RunAsync(Settings, _error, stop.Token);
        using var api = new ApiClient(Settings.Socket);
        StatusReply? status = null;
        for (int i = 0; status is null && i < 3000 && !running.IsCompleted; i++)
        {
            try
            {
                status = await api.GetAsync(ApiRoutes.Status, ApiJson.Default.StatusReply, TestContext.Current.CancellationToken);
            }
            catch (CliException)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
        Assert.Equal("off", status?.Boot?.Mode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Settings.StateDirectory));
        await stop.CancelAsync();
        Assert.Equal((ExitCode.Done, ""), (await running, _error.ToString()));
        Assert.False(File.Exists(Settings.Socket));
    }

    [Fact]
    public async Task Run_PortTaken_SaysItInOneSentence()
    {
        using var other = new TcpListener(IPAddress.IPv6Any, 0);
        other.Start();
        await FailsAsync(Settings with { HttpsPort = ((IPEndPoint)other.LocalEndpoint).Port }, "is taken by another program");
    }

    [Fact]
    public async Task Run_CatalogInUse_SaysItInOneSentence()
    {
        using LiteDbCatalog other = LiteDbCatalog.Open(Settings.CatalogFile);
        await FailsAsync(Settings, "is in use by another monitas-server");
    }

    [Fact]
    public async Task Run_StateDirectoryIsAFile_SaysItInOneSentence()
    {
        await File.WriteAllTextAsync(Settings.StateDirectory, "", TestContext.Current.CancellationToken);
        await FailsAsync(Settings, Settings.StateDirectory);
    }

    private async Task FailsAsync(ServerSettings settings, string words)
    {
        Assert.Equal(ExitCode.Failed, await Daemon.RunAsync(settings, _error, TestContext.Current.CancellationToken));
        string line = Assert.Single(_error.ToString().TrimEnd().Split('\n'));
        Assert.StartsWith("monitas-server: ", line, StringComparison.Ordinal);
        Assert.Contains(words, line, StringComparison.Ordinal);
    }
}
