using System;
using System.Threading.Tasks;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Tests.Tls;
using Monitas.Catalog;
using Monitas.Imaging.Stores;
using Xunit;

namespace Monitas.BootServer.Tests.Agents;

/// <summary>Tests that talk to a server over real connections: each has one of its own, on an empty state directory and store.</summary>
public abstract class ServedTests : IAsyncLifetime
{
    private protected TemporaryDirectory Place { get; } = new();

    private protected TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync(Place);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Place.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the server, if the test has not done that, and starts another one on what it has left behind.</summary>
    private protected async Task RestartAsync(
        Func<IStore, IStore>? wrapStore = null, NetbootSettings? netboot = null, Func<ServerSettings, ServerSettings>? change = null, Func<ICatalog, ICatalog>? wrapCatalog = null)
    {
        await Server.DisposeAsync();
        Server = await TestServer.StartAsync(Place, wrapStore, netboot: netboot, change: change, wrapCatalog: wrapCatalog);
    }
}
